import { Injectable } from '@nestjs/common';
import { type Sql } from '../database/database.js';
import { type ProviderCode } from '../providers/provider-code.js';

/**
 * Hears, in the transaction that writes it down, that an invoice turns out to be one of ours. What
 * it wants to send it sends at once: the transaction's last statement follows.
 */
export type InvoiceListener = (tx: Sql, provider: ProviderCode, invoiceId: string) => Promise<void>;

/**
 * Tells whoever has heard of an invoice before its payment had. The listeners are not known here:
 * payments depend on nobody who hears of them.
 */
@Injectable()
export class LearnedInvoices {
  private readonly listeners: InvoiceListener[] = [];

  listen(listener: InvoiceListener): void {
    this.listeners.push(listener);
  }

  async tell(...news: Parameters<InvoiceListener>): Promise<void> {
    await Promise.all(this.listeners.map((listener) => listener(...news)));
  }
}
