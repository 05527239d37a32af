import { Allow } from 'class-validator';
import { type Money } from '../../common/money/money.js';
import { type Hint, IsIpHint, IsMacHint, IsWordHint } from '../../common/validation/hint-rules.js';
import { FieldSchema, Optional } from '../../common/openapi/field-schema.js';
import { IsIntegerId, IsMoney, IsTypedPhone } from '../../common/validation/rules.js';
import { type MissingFields } from '../../common/validation/validation.pipe.js';
import { PAYMENT_METHODS, type PaymentMethod } from '../domain/index.js';

/** The payment method of requests without one. */
export const USUAL_METHOD: PaymentMethod = 'mpesa';

/** The choice of a customer: the body of initiate and of create-link. */
export class SaleRequest {
  /** Answers when one of the four is missing. */
  static readonly missing: MissingFields = {
    fields: ['router_id', 'package_id', 'phone_number', 'amount'],
    message: 'router_id, package_id, phone_number, and amount are required',
  };

  @IsIntegerId()
  router_id!: number;

  @IsIntegerId()
  package_id!: number;

  /** The number as typed. It is parsed after the body was validated. */
  @IsTypedPhone()
  phone_number!: string;

  @IsMoney()
  amount!: Money;

  @IsWordHint(PAYMENT_METHODS, USUAL_METHOD)
  payment_method: Hint<PaymentMethod> = USUAL_METHOD;

  @IsMacHint()
  mac_address: Hint<string> = '';

  @IsIpHint()
  ip_address: Hint<string> = '';

  /** Read with the header, and never a reason to refuse a sale: see `CurrentViewer`. */
  @Allow()
  @Optional()
  @FieldSchema({
    anyOf: [{ type: 'string' }, {}],
    description:
      'The access claim of an earlier sale whose access is to be continued; the header ' +
      '`X-Access-Claim` does the same. Anything else counts as absent.',
  })
  access_claim?: string;
}
