/** Reads payments, and shows them in responses and in the OpenAPI document. */
export {
  type PaymentAt,
  PaymentResponse,
  pendingPayment,
  promptedPayment,
  shownInvoiceId,
} from './payment.response.js';
export { ReadPaymentsService } from './read-payments.service.js';
