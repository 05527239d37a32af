import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids/uuid.js';
import { Database, type Sql } from '../database/database.js';
import { statement } from '../database/statement.js';
import { type KeyedRequest } from './idempotency-key.js';

/** An answer, to be replayed. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An answer as it is stored. */
export interface SealedAnswer {
  /** The body is without its secrets. */
  readonly answer: StoredAnswer;
  /** The fields that were left out, as sealed JSON; null when there are none. */
  readonly secretsSealed: string | null;
}

/** The ownership of a key by one execution of its request. */
export interface KeyHold {
  readonly userId: number;
  readonly keyHash: string;
  readonly owner: string;
}

/** A key that another execution holds or held. */
export interface HeldKey {
  readonly fingerprint: string;
  readonly answer: StoredAnswer | null;
  readonly secretsSealed: string | null;
  /** The payment that the execution committed, if any. */
  readonly paymentId: string | null;
  readonly isRunning: boolean;
}

// A key is free when it is new, expired, or when its execution was interrupted before it committed.
// An interrupted execution cannot commit later, because the key has a new owner by then.
const CLAIM = statement<{ owner: string }, KeyHold & { fingerprint: string; leaseMs: number }>(
  'idempotency_claim',
  `
  INSERT INTO idempotency_keys AS k
    (user_id, key_hash, fingerprint, owner, leased_until, expires_at)
  VALUES (:userId, :keyHash, :fingerprint, :owner, clock_timestamp() + :leaseMs::integer * interval '1 millisecond',
          clock_timestamp() + interval '24 hours')
  ON CONFLICT (user_id, key_hash) DO UPDATE
     SET fingerprint = excluded.fingerprint, owner = excluded.owner, payment_id = NULL,
         answer = NULL, answer_secrets_sealed = NULL, leased_until = excluded.leased_until, expires_at = excluded.expires_at
   WHERE k.expires_at <= clock_timestamp()
      OR (k.fingerprint = excluded.fingerprint AND k.answer IS NULL AND k.payment_id IS NULL
          AND k.leased_until <= clock_timestamp())
  RETURNING owner`,
);

const FIND = statement<HeldKey, { userId: number; keyHash: string }>(
  'idempotency_find',
  `
  SELECT fingerprint, answer, answer_secrets_sealed AS "secretsSealed", payment_id AS "paymentId",
         answer IS NULL AND leased_until > clock_timestamp() AS "isRunning"
    FROM idempotency_keys WHERE user_id = :userId AND key_hash = :keyHash`,
);

const HELD = 'user_id = :userId AND key_hash = :keyHash AND owner = :owner AND answer IS NULL';

const BIND = statement<{ owner: string }, KeyHold & { paymentId: string }>(
  'idempotency_bind',
  `UPDATE idempotency_keys SET payment_id = :paymentId WHERE ${HELD} RETURNING owner`,
);

const FINISH = statement<unknown, KeyHold & { answer: string; secretsSealed: string | null }>(
  'idempotency_finish',
  `UPDATE idempotency_keys SET answer = :answer::json, answer_secrets_sealed = :secretsSealed
    WHERE ${HELD}`,
);

const COMPLETE = statement<
  { owner: string },
  KeyHold & { answer: string; secretsSealed: string | null }
>(
  'idempotency_complete',
  `UPDATE idempotency_keys SET answer = :answer::json, answer_secrets_sealed = :secretsSealed
    WHERE ${HELD} RETURNING owner`,
);

// This includes keys with a payment: the execution knows that nothing was sent and that the payment
// failed. An execution that has lost its key changes nothing.
const DISCARD = statement<unknown, KeyHold>(
  'idempotency_discard',
  `DELETE FROM idempotency_keys WHERE ${HELD}`,
);

// A key with a payment stays, and its lease ends.
const RELEASE = statement<unknown, KeyHold>(
  'idempotency_release',
  `
  WITH deleted AS (DELETE FROM idempotency_keys WHERE ${HELD} AND payment_id IS NULL)
  UPDATE idempotency_keys SET leased_until = clock_timestamp()
   WHERE ${HELD} AND payment_id IS NOT NULL`,
);

// Rows are found by ctid, which cannot change while they are locked. With the two columns of the key
// the planner may scan the table.
const DELETE_EXPIRED = statement<{ owner: string }, { limit: number }>(
  'clean_keys',
  `
  DELETE FROM idempotency_keys
   WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM idempotency_keys
            WHERE expires_at <= now()
            ORDER BY expires_at LIMIT :limit
              FOR UPDATE SKIP LOCKED))
  RETURNING owner`,
);

/** The queries on idempotency keys. All times are of the database's clock. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /**
   * Claims the key of a request; null when another execution has it. Only one concurrent claim wins.
   * @param leaseMs how long the request may run before it counts as interrupted
   */
  async claim(request: KeyedRequest, leaseMs: number): Promise<KeyHold | null> {
    const { userId, keyHash, fingerprint } = request;
    const hold = { userId, keyHash, owner: newId() };
    const rows = await this.database.query(CLAIM({ ...hold, fingerprint, leaseMs }));
    return rows.length > 0 ? hold : null;
  }

  /** Finds the current holder of a key; null when it was released meanwhile. */
  async find({ userId, keyHash }: KeyedRequest): Promise<HeldKey | null> {
    const [row] = await this.database.query(FIND({ userId, keyHash }));
    return row ?? null;
  }

  /** Stores the payment that `tx` commits; false when the key has another owner by now. */
  async bind(tx: Sql, hold: KeyHold, paymentId: string): Promise<boolean> {
    return (await tx.query(BIND({ ...hold, paymentId }))).length > 0;
  }

  /** Stores the answer that `tx` commits; false when the key has another owner by now. */
  async complete(tx: Sql, hold: KeyHold, sealed: SealedAnswer): Promise<boolean> {
    const { secretsSealed } = sealed;
    const answer = JSON.stringify(sealed.answer);
    return (await tx.query(COMPLETE({ ...hold, answer, secretsSealed }))).length > 0;
  }

  /** Stores the answer for replays. */
  async finish(hold: KeyHold, { answer, secretsSealed }: SealedAnswer): Promise<void> {
    await this.database.query(FINISH({ ...hold, answer: JSON.stringify(answer), secretsSealed }));
  }

  /** Ends an execution without storing an answer. */
  async release(hold: KeyHold): Promise<void> {
    await this.database.query(RELEASE(hold));
  }

  /** Deletes the key, even with a payment: the next request with it is a new one. */
  async discard(hold: KeyHold): Promise<void> {
    await this.database.query(DISCARD(hold));
  }

  /** Deletes at most `limit` expired keys. Returns how many. */
  async deleteExpired(limit: number): Promise<number> {
    return (await this.database.query(DELETE_EXPIRED({ limit }))).length;
  }
}
