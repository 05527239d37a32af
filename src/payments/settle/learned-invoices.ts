import { Injectable } from '@nestjs/common';
import { type Sql } from '../../database/database.js';
import { type ProviderCode } from '../../providers/provider-code.js';

/** An invoice that turns out to be that of an attempt. */
export interface LearnedInvoice {
  readonly provider: ProviderCode;
  readonly invoiceId: string;
  readonly userId: number;
  readonly paymentId: string;
  readonly attempt: number;
}

/**
 * Is called in the transaction that records the invoice. What it wants to send it sends at once: the
 * transaction's last statement follows.
 */
export type InvoiceListener = (tx: Sql, invoice: LearnedInvoice) => Promise<void>;

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

  async tell(...event: Parameters<InvoiceListener>): Promise<void> {
    await Promise.all(this.listeners.map((listener) => listener(...event)));
  }
}
