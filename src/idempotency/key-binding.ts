import { Injectable } from '@nestjs/common';
import { AsyncLocalStorage } from 'node:async_hooks';
import { KeyRing } from '../common/crypto/key-ring.js';
import { type Sql } from '../database/database.js';
import { idempotencyErrors } from './idempotency-errors.js';
import {
  IdempotencyRepository,
  type KeyHold,
  type StoredAnswer,
} from './idempotency.repository.js';
import { sealAnswer } from './sealed-answer.js';

/** Links what a request commits, a payment or its answer, to its idempotency key, if it has one. */
@Injectable()
export class KeyBinding {
  private readonly running = new AsyncLocalStorage<KeyHold>();

  constructor(
    private readonly repository: IdempotencyRepository,
    private readonly keyRing: KeyRing,
  ) {}

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

  /**
   * Stores the answer with the key, in the transaction that commits what it tells of. If the process
   * dies before it answers, the same request gets this answer and changes nothing a second time. Does
   * nothing for a request without a key.
   *
   * @param secrets the fields of the body that are stored sealed
   * @throws ApiError 409 when the lease has expired and another request has taken the key over; the
   *   caller must roll the transaction back
   */
  async complete(
    tx: Sql,
    answer: Omit<StoredAnswer, 'headers'>,
    secrets: readonly string[] = [],
  ): Promise<void> {
    const hold = this.running.getStore();
    if (!hold) return;
    const sealed = sealAnswer({ headers: {}, ...answer }, secrets, this.keyRing);
    if (await this.repository.complete(tx, hold, sealed)) return;
    throw idempotencyErrors.takenOver();
  }
}
