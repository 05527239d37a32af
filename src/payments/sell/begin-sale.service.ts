import { Injectable } from '@nestjs/common';
import { aboutPayment } from '../../common/http/request-context.js';
import { Database } from '../../database/database.js';
import { KeyBinding } from '../../idempotency/key-binding.js';
import { Metrics } from '../../metrics/metrics.js';
import { PromptLimit } from '../../rate-limits/prompt-limit.js';
import { OpenLinkLimit } from './open-link-limit.js';
import { type Sale } from './sale.js';
import { type BegunPayment, SaleRepository } from './sale.repository.js';

/**
 * Commits payments before their provider is called, each in one transaction with all that has
 * to hold of it: the slot that stops double taps, the count of prompts, the Idempotency-Key.
 */
@Injectable()
export class BeginSaleService {
  constructor(
    private readonly database: Database,
    private readonly sales: SaleRepository,
    private readonly promptLimit: PromptLimit,
    private readonly linkLimit: OpenLinkLimit,
    private readonly key: KeyBinding,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @returns null when the prompt of an earlier request for the same thing is still out; such a
   *   request counts as no prompt
   * @throws ApiError 429 when the phone has had too many prompts
   */
  async prompt(sale: Sale): Promise<BegunPayment | null> {
    const begun = await this.database.transaction(async (tx) => {
      const inserting = this.sales.insertPrompt(tx, sale);
      // Sent along; it counts only if there is a payment to count.
      const counting = this.promptLimit.consume(tx, sale.request.userId, sale.phone.e164);
      counting.catch(() => undefined);
      const inserted = await inserting;
      if (!inserted) {
        tx.undo();
        return null;
      }
      await counting;
      await this.key.bind(tx, inserted.record.id);
      return inserted;
    });
    if (begun) this.note(begun);
    return begun;
  }

  /**
   * A payment for which a link is about to be made.
   * @throws ApiError 429 when too many links wait for their payment
   */
  async link(sale: Sale): Promise<BegunPayment> {
    const begun = await this.database.transaction(async (tx) => {
      const inserted = await this.sales.insertLink(tx, sale);
      const { userId, macAddress } = sale.request;
      await this.linkLimit.check(tx, { userId, macAddress, phoneE164: sale.phone.e164 });
      await this.key.bind(tx, inserted.record.id);
      return inserted;
    });
    this.note(begun);
    return begun;
  }

  private note({ record }: BegunPayment): void {
    aboutPayment(record.id);
    this.metrics.paymentChanged('created', null, record.status, 'request');
  }
}
