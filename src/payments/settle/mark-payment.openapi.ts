import { answer, type Description } from '../../common/openapi/describe.decorator.js';
import { resource } from '../../common/openapi/page.schema.js';
import { text } from '../../common/openapi/schema.js';
import { paymentErrors } from '../payment-errors.js';
import { Payment } from '../read/index.js';

const Marked = resource<{ readonly message: string; readonly payment: typeof Payment.example }>(
  'MarkedPayment',
  'A payment after an operator’s word.',
  { message: text, payment: Payment.schema },
  { message: 'Payment marked as completed', payment: Payment.example },
);
const { id: ID } = Payment.example;

/** What the API document says of manual overrides. */
export const markPaymentDocs = {
  markCompleted: {
    summary: 'Mark a payment as completed',
    description:
      'For cash, and for money that IntaSend does not tell of. Money that IntaSend tells of later ' +
      'is a double payment, unless it has the receipt that is given here. Of a payment that is completed ' +
      'already and under review, it closes the review. The reason stays in the history for good.',
    example: { reason: 'Paid in cash at the counter', mpesa_reference: 'TDL4X5Y6Z7' },
    answers: [answer(200, 'The payment as it is now.', Marked)],
    errors: [paymentErrors.notFound(), paymentErrors.alreadyCompleted(ID)],
  },
  markFailed: {
    summary: 'Mark a payment as failed',
    description:
      'Of a payment that has failed already and is under review, it closes the review. The reason ' +
      'stays in the history for good. Money that comes later still counts.',
    example: { reason: 'The customer has left' },
    answers: [
      answer(200, 'The payment as it is now.', Marked, {
        message: 'Payment marked as failed',
        payment: {
          ...Payment.example,
          status: 'failed',
          status_display: 'Failed',
          mpesa_reference: null,
          completed_at: null,
          package_expiry_time: null,
          error_message: 'The seller has closed this payment as not paid.',
          is_successful: false,
          is_failed: true,
          is_active: false,
        },
      }),
    ],
    errors: [
      paymentErrors.notFound(),
      paymentErrors.completedStays(ID),
      paymentErrors.alreadyFailed(ID),
    ],
  },
} as const satisfies Record<string, Description>;
