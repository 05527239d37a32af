/** Sells packages, by the routes of the API and by the pages of the portal. */
export { type EarlierSale, type SaleRequest, type SentAttempt } from './sale.js';
export { PROMPT_OUT_SECONDS, SaleRepository } from './sale.repository.js';
export { SellService } from './sell.service.js';
