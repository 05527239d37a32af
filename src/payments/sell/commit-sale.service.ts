import { Injectable } from '@nestjs/common';
import { aboutPayment } from '../../common/http/request-context.js';
import { Database } from '../../database/database.js';
import { KeyBinding } from '../../idempotency/key-binding.js';
import { Metrics } from '../../metrics/metrics.js';
import { PromptLimit } from '../../rate-limits/prompt-limit.js';
import { paymentErrors } from '../payment-errors.js';
import { type PaymentRecord } from '../payment-record.js';
import { refuseRetry } from './check-retry.service.js';
import { OpenLinkLimit } from './open-link-limit.js';
import { type CommittedAttempt, type CommittedSale, type Retry, type Sale } from './sale.js';
import { SaleRepository } from './sale.repository.js';

const MAX_TRIES_FOR_THE_SLOT = 3;

/**
 * Commits attempts before their provider is called. One transaction contains everything that
 * belongs to an attempt: the slot that stops double taps, the count of prompts, the
 * Idempotency-Key.
 */
@Injectable()
export class CommitSaleService {
  constructor(
    private readonly database: Database,
    private readonly sales: SaleRepository,
    private readonly promptLimit: PromptLimit,
    private readonly linkLimit: OpenLinkLimit,
    private readonly key: KeyBinding,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Commits a payment before its customer is prompted.
   * @returns the payment of an earlier request for the same thing if its prompt is still active;
   * such a request is not counted
   * @throws ApiError 429 when the phone has had too many prompts
   */
  async prompt(sale: Sale): Promise<CommittedSale | { readonly earlier: PaymentRecord }> {
    // Between losing the slot and reading its payment, that payment may end and free the slot.
    for (let tries = 0; tries < MAX_TRIES_FOR_THE_SLOT; tries += 1) {
      const committed = await this.promptWithSlot(sale);
      if (committed) return committed;
      const earlier = await this.sales.findPromptOut(sale);
      // A payment that has failed meanwhile has freed its slot; a completed one is the answer.
      if (earlier && earlier.status !== 'failed') return { earlier };
    }
    throw new Error('A prompt slot was neither to be had nor to be read');
  }

  /**
   * Commits a payment before its link is created.
   * @throws ApiError 429 when too many links are open
   */
  async link(sale: Sale): Promise<CommittedSale> {
    const committed = await this.database.transaction(async (tx) => {
      const inserted = await this.sales.insertLink(tx, sale);
      const { userId, macAddress } = sale.request;
      await this.linkLimit.check(tx, { userId, macAddress, phoneE164: sale.phone.e164 });
      await this.key.bind(tx, inserted.record.id);
      return inserted;
    });
    this.note(committed, 'created');
    return committed;
  }

  /**
   * Commits another attempt of a failed payment. It decides under the payment's lock, so that only
   * one of several simultaneous retries succeeds.
   * @throws ApiError 409 when it cannot be retried, or a prompt for the same thing is active; 429
   * too many prompts
   */
  async retry({ userId, paymentId, credential }: Retry): Promise<CommittedAttempt> {
    const committed = await this.database.transaction(async (tx) => {
      const locked = await this.sales.lockForRetry(tx, userId, paymentId);
      if (!locked) throw paymentErrors.notFound();
      refuseRetry(locked, paymentId);
      const number = locked.retryCount + 2;
      const reopened = await this.sales.reopen(tx, userId, paymentId, number, credential);
      if (!reopened) throw paymentErrors.promptOut(paymentId);
      await this.promptLimit.consume(tx, userId, reopened.record.phoneE164);
      await this.key.bind(tx, paymentId);
      return reopened;
    });
    this.note(committed, 'retried');
    return committed;
  }

  /** @returns null when the slot is taken */
  private async promptWithSlot(sale: Sale): Promise<CommittedSale | null> {
    const committed = await this.database.transaction(async (tx) => {
      const inserting = this.sales.insertPrompt(tx, sale);
      // Pipelined with the insert. It counts only if there is a payment.
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
    if (committed) this.note(committed, 'created');
    return committed;
  }

  private note({ record }: CommittedAttempt, event: 'created' | 'retried'): void {
    aboutPayment(record.id);
    const before = event === 'created' ? null : 'failed';
    this.metrics.paymentChanged(event, before, record.status, 'request');
  }
}
