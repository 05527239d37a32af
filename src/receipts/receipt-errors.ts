import {
  type ApiError,
  conflict,
  invalid,
  invalidFields,
  notFound,
} from '../common/errors/api-error.js';
import { type Money } from '../common/money/money.js';
import { paymentErrors } from '../payments/payment-errors.js';

/** The errors about receipts. */
export const receiptErrors = {
  notFound: (): ApiError => notFound('receipt_not_found', 'Receipt not found or access denied'),
  /** The same whatever does not fit: the receipt, the amount, the phone, the time, or its state. */
  noClaim: (): ApiError =>
    notFound(
      'receipt_not_found',
      'No payment to the till fits. Check the receipt, the amount and the last four digits of the ' +
        'phone that paid. If you have paid just now, try again in three minutes.',
    ),
  taken: (paymentId?: string): ApiError => paymentErrors.receiptTaken(paymentId),
  reversed: (): ApiError =>
    conflict('receipt_reversed', 'The mobile money company has taken this money back.'),
  waiting: (): ApiError =>
    conflict(
      'receipt_waiting',
      'This money may still be matched by itself. Please try again in two minutes.',
    ),
  targetMissing: (): ApiError =>
    invalidFields({
      payment_id: ['Send either payment_id, or router_id and package_id'],
    }),
  amountUnknown: (): ApiError =>
    invalid(
      'receipt_amount_unknown',
      'The amount of this money could not be read. Complete the payment by hand.',
    ),
  notEnough: (price: Money): ApiError =>
    invalid(
      'receipt_not_enough',
      `This money is less than the price: ${price.toString()} ${price.currency}`,
    ),
  phoneMissing: (): ApiError =>
    invalidFields({ phone_number: ['The phone that paid is not known. Send phone_number'] }),
} as const;
