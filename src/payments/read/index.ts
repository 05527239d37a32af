/** Reads payments, and shows them in responses and in the OpenAPI document. */
export { type PaymentAccess, PaymentAccessReader } from './payment-access.js';
export {
  PackageBriefResponse,
  PAYMENT_BRIEF_COLUMNS,
  PaymentBriefResponse,
  type PaymentBriefRow,
  ROUTER_OF_PAYMENT,
  RouterBriefResponse,
} from './payment-brief.js';
export {
  PaymentResponse,
  pendingPayment,
  promptedPayment,
  shownInvoiceId,
} from './payment.response.js';
export { type PaymentView, PaymentViews } from './payment-views.js';
export { ReadPaymentsService } from './read-payments.service.js';
export { CurrentViewer, isOpenTo, OPERATOR, STRANGER, type Viewer } from './viewer.js';
