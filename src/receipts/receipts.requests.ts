import { IsUUID, Matches } from 'class-validator';
import { type Money } from '../common/money/money.js';
import { described } from '../common/openapi/field-schema.js';
import { type Hint, IsIpHint, IsMacHint } from '../common/validation/hint-rules.js';
import {
  IsFilledText,
  IsIntegerId,
  IsMoney,
  IsTypedPhone,
  MayBeAbsent,
} from '../common/validation/rules.js';

/** Room for a whole SMS, which people paste. */
const MAX_RECEIPT_LENGTH = 500;
const LAST_DIGITS = /^\d{4}$/;

/** `POST /payments/claim-receipt/` */
export class ClaimReceiptRequest {
  @IsIntegerId()
  router_id!: number;

  @IsIntegerId()
  package_id!: number;

  /** What was paid: exactly the price of the package. */
  @IsMoney()
  amount!: Money;

  /** The M-Pesa receipt, or the whole message that it came in. */
  @IsFilledText(MAX_RECEIPT_LENGTH)
  mpesa_reference!: string;

  /** The last four digits of the phone number that paid. */
  @described(
    { type: 'string', pattern: LAST_DIGITS.source },
    Matches(LAST_DIGITS, { message: '$property must be the last four digits of the phone number' }),
  )
  phone_last4!: string;

  @IsMacHint()
  mac_address: Hint<string> = '';

  @IsIpHint()
  ip_address: Hint<string> = '';
}

/** `POST /payments/receipts/{id}/assign/`: a payment, or a package at a router. */
export class AssignReceiptRequest {
  @MayBeAbsent()
  @described(
    { type: 'string', format: 'uuid' },
    IsUUID('all', { message: '$property must be the id of a payment' }),
  )
  payment_id?: string;

  @MayBeAbsent()
  @IsIntegerId()
  router_id?: number;

  @MayBeAbsent()
  @IsIntegerId()
  package_id?: number;

  /** The phone of the customer, where it is not the one that paid. */
  @MayBeAbsent()
  @IsTypedPhone()
  phone_number?: string;

  @IsMacHint()
  mac_address: Hint<string> = '';
}
