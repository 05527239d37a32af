import { Injectable } from '@nestjs/common';
import { type PageAsked } from '../../common/http/paging.js';
import { type Page } from '../../common/pagination/page.js';
import { SalesBulkhead } from '../../common/sales-bulkhead.js';
import { paymentErrors } from '../payment-errors.js';
import { type PaymentFilters } from './payment-filters.js';
import { type PaymentRecord, type ShownRecord } from '../payment-record.js';
import { PaymentsRepository, type PaymentDetails } from './payments.repository.js';

/** Shows operators their payments. */
@Injectable()
export class ReadPaymentsService {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly salesBulkhead: SalesBulkhead,
  ) {}

  list(userId: number, filters: PaymentFilters, page: PageAsked): Promise<Page<ShownRecord>> {
    this.salesBulkhead.readStarted();
    return this.payments.listOwned(userId, filters, page);
  }

  /** @throws ApiError 404 */
  async getOwned(userId: number, id: string): Promise<PaymentRecord> {
    const record = await this.payments.findOwned(userId, id);
    if (!record) throw paymentErrors.notFound();
    return record;
  }

  /** @throws ApiError 404 */
  async detailsOf(userId: number, id: string): Promise<PaymentDetails> {
    this.salesBulkhead.readStarted();
    const details = await this.payments.findDetails(userId, id);
    if (!details) throw paymentErrors.notFound();
    return details;
  }
}
