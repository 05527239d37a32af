import { IsUUID, Matches } from 'class-validator';
import { described, FieldSchema } from '../../common/openapi/field-schema.js';
import {
  IsFilledText,
  IsIntegerId,
  IsMac,
  IsText,
  MayBeAbsent,
} from '../../common/validation/rules.js';

/** Room for a code, and for what people type around it. */
const MAX_CODE_LENGTH = 64;
/** Room for a whole SMS, which people paste. */
const MAX_RECEIPT_LENGTH = 500;
const LAST_DIGITS = /^\d{4}$/;

/** `POST /access/reconnect/` */
export class ReconnectRequest {
  @IsIntegerId()
  router_id!: number;

  /** The device to attach. */
  @IsMac()
  mac_address!: string;

  /** The access code as a customer types it. */
  @MayBeAbsent()
  @IsFilledText(MAX_CODE_LENGTH)
  code?: string;

  /** The M-Pesa receipt, or the whole message that it came in. */
  @MayBeAbsent()
  @IsFilledText(MAX_RECEIPT_LENGTH)
  mpesa_reference?: string;

  /** The last four digits of the phone number that paid. */
  @MayBeAbsent()
  @described(
    { type: 'string', pattern: LAST_DIGITS.source },
    Matches(LAST_DIGITS, { message: '$property must be the last four digits of the phone number' }),
  )
  phone_last4?: string;
}

/** `POST /access/login-tickets/` */
export class LoginTicketRequest {
  @described(
    { type: 'string', format: 'uuid' },
    IsUUID('all', { message: '$property must be the id of a payment' }),
  )
  payment_id!: string;

  @FieldSchema({
    description:
      'The access claim of the payment, from the first answer of its sale; the header ' +
      '`X-Access-Claim` does the same.',
  })
  @MayBeAbsent()
  @IsText(MAX_CODE_LENGTH)
  access_claim?: string;

  /** The only device that may use the ticket; absent: any device. */
  @MayBeAbsent()
  @IsMac()
  mac_address?: string;
}
