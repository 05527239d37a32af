import { Injectable } from '@nestjs/common';
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Sql } from '../database/database.js';
import { idempotencyErrors } from './idempotency-errors.js';
import { IdempotencyRepository, type KeyHold } from './idempotency.repository.js';

/** Ties what a request commits to the Idempotency-Key that it came with, if it came with one. */
@Injectable()
export class KeyBinding {
  private readonly running = new AsyncLocalStorage<KeyHold>();

  constructor(private readonly repository: IdempotencyRepository) {}

  /** Does `work` as the run that holds the key. */
  run<T>(hold: KeyHold, work: () => Promise<T>): Promise<T> {
    return this.running.run(hold, work);
  }

  /**
   * Notes which payment the request is committing, in the transaction that commits it: should the
   * process die before it has answered, the key still leads to the payment. Does nothing for a
   * request without a key.
   *
   * @throws ApiError 409 when the request has run for so long that another one has taken over; the
   *   transaction has to end with it
   */
  async bind(tx: Sql, paymentId: string): Promise<void> {
    const hold = this.running.getStore();
    if (!hold || (await this.repository.bind(tx, hold, paymentId))) return;
    throw idempotencyErrors.takenOver();
  }
}
