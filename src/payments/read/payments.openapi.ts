import { invalidFields } from '../../common/errors/api-error.js';
import { mustBeOneOf } from '../../common/http/path-words.js';
import { answer, type Description } from '../../common/openapi/describe.decorator.js';
import { pageOf } from '../../common/openapi/page.schema.js';
import { oneOf } from '../../common/openapi/schema.js';
import { PAYMENT_METHODS, PAYMENT_STATUSES } from '../domain/index.js';
import { paymentErrors } from '../payment-errors.js';
import { Payment, PaymentDetails } from './payment.schema.js';

const PaymentPage = pageOf('Payment', Payment);
const page = answer(200, 'A page of payments.', PaymentPage);
const otherStatus = invalidFields({ status: [mustBeOneOf('status', PAYMENT_STATUSES)] });
const otherMethod = invalidFields({ method: [mustBeOneOf('method', PAYMENT_METHODS)] });

/** What the document says of an operator's payments. */
export const paymentsDocs = {
  list: {
    summary: 'List payments',
    description: 'All filters that are given have to fit. `review=true` is the list to look at.',
    answers: [page],
  },
  listByStatus: {
    summary: 'List payments of a status',
    parameters: [
      {
        name: 'status',
        in: 'path',
        required: true,
        schema: oneOf(PAYMENT_STATUSES),
        example: 'completed',
      },
    ],
    answers: [page],
    errors: [otherStatus],
  },
  listByMethod: {
    summary: 'List payments by a method',
    parameters: [
      {
        name: 'method',
        in: 'path',
        required: true,
        schema: oneOf(PAYMENT_METHODS),
        example: 'mpesa',
      },
    ],
    answers: [page],
    errors: [otherMethod],
  },
  get: {
    summary: 'Show a payment with all that happened to it',
    answers: [answer(200, 'The payment, its attempts and its history.', PaymentDetails)],
    errors: [paymentErrors.notFound()],
  },
} as const satisfies Record<string, Description>;
