/** Selling is used through its routes; the clean-up deletes old prompt slots. */
export { SaleRepository } from './sale.repository.js';
