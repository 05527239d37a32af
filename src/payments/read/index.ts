/** Reading payments, and showing them in answers and in the API document. */
export {
  type PaymentAt,
  PaymentResponse,
  pendingPayment,
  promptedPayment,
  shownInvoiceId,
} from './payment.response.js';
export { ReadPaymentsService } from './read-payments.service.js';
