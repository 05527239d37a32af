import { type Money } from '../common/money/money.js';
import { type Hint, IsIpHint, IsMacHint, IsWordHint } from '../common/validation/hint-rules.js';
import { IsIntegerId, IsMoney, IsTypedPhone } from '../common/validation/rules.js';
import { type MissingFields } from '../common/validation/validation.pipe.js';
import { PAYMENT_METHODS, type PaymentMethod } from './domain/payment-method.js';

/** How a customer pays who is not asked how. */
export const USUAL_METHOD: PaymentMethod = 'mpesa';

/** What a customer chose: the body of initiate and of create-link. */
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

  /** As typed; whether it is a phone number is checked after the shape of the body. */
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
}
