/** Selling is used through its routes. The clean-up deletes old prompt slots. */
export { SaleRepository } from './sale.repository.js';
