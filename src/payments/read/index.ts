/** Reading payments, and showing them in answers and in the API document. */
export { paymentResponse, shownInvoiceId } from './payment.response.js';
export { Payment, pendingPayment, promptedPayment } from './payment.schema.js';
export { ReadPaymentsService } from './read-payments.service.js';
