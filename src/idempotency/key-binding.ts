import { Injectable } from '@nestjs/common';
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Sql } from '../database/database.js';
import { idempotencyErrors } from './idempotency-errors.js';
import { IdempotencyRepository, type KeyHold } from './idempotency.repository.js';

/** Links the payment that a request commits to its idempotency key, if it has one. */
@Injectable()
export class KeyBinding {
  private readonly running = new AsyncLocalStorage<KeyHold>();

  constructor(private readonly repository: IdempotencyRepository) {}

  /** Runs `work` as the execution that holds the key. */
  run<T>(hold: KeyHold, work: () => Promise<T>): Promise<T> {
    return this.running.run(hold, work);
  }

  /**
   * Stores the payment with the key, in the transaction that commits it. If the process dies before
   * it answers, the key still leads to the payment. Does nothing for a request without a key.
   *
   * @throws ApiError 409 when the lease has expired and another request has taken the key over; the
   *   caller must roll the transaction back
   */
  async bind(tx: Sql, paymentId: string): Promise<void> {
    const hold = this.running.getStore();
    if (!hold || (await this.repository.bind(tx, hold, paymentId))) return;
    throw idempotencyErrors.takenOver();
  }
}
