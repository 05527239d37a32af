import { type Money } from '../common/money/money.js';
import {
  IsFilledText,
  IsIntegerId,
  IsIpAddress,
  IsMacAddress,
  IsMoney,
  IsOneOf,
} from '../common/validation/rules.js';
import { type MissingFields } from '../common/validation/validation.pipe.js';
import { PAYMENT_METHODS, type PaymentMethod } from './domain/payment-method.js';

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
  @IsFilledText(100)
  phone_number!: string;

  @IsMoney()
  amount!: Money;

  @IsOneOf(PAYMENT_METHODS)
  payment_method: PaymentMethod = 'mpesa';

  @IsMacAddress()
  mac_address = '';

  @IsIpAddress()
  ip_address = '';
}
