/** Sells packages, by the routes of the API, by the pages of the portal, and for money that has come. */
export { PROMPT_OUT_SECONDS } from './insert-sale.sql.js';
export { ReceivedSaleService } from './received-sale.service.js';
export {
  type CommittedSale,
  type EarlierSale,
  type SaleRequest,
  type SentAttempt,
} from './sale.js';
export { SaleRepository } from './sale.repository.js';
export { SellService } from './sell.service.js';
export { SALE_SECRETS } from './selling.controller.js';
export { type RequestedPayment, requestedFields } from './selling.response.js';
