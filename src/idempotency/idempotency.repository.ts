import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids/uuid.js';
import { Database, type Sql } from '../database/database.js';
import { type KeyedRequest } from './idempotency-key.js';

/** An answer as it is kept, to be given again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A run of a request that holds its key. */
export interface KeyHold {
  readonly userId: number;
  readonly keyHash: string;
  readonly owner: string;
}

/** What is known of a key that somebody else holds, or held. */
export interface HeldKey {
  readonly fingerprint: string;
  readonly answer: StoredAnswer | null;
  /** What its run has committed, if it got that far. */
  readonly paymentId: string | null;
  readonly isRunning: boolean;
}

// A key is free when nobody has it, when its day is over, and when its run was cut off before it
// committed anything: such a run cannot commit any more, because the key has a new owner then.
const CLAIM = `
  INSERT INTO idempotency_keys AS k
    (user_id, key_hash, fingerprint, owner, leased_until, expires_at)
  VALUES ($1, $2, $3, $4, clock_timestamp() + $5::integer * interval '1 millisecond',
          clock_timestamp() + interval '24 hours')
  ON CONFLICT (user_id, key_hash) DO UPDATE
     SET fingerprint = excluded.fingerprint, owner = excluded.owner, payment_id = NULL,
         answer = NULL, leased_until = excluded.leased_until, expires_at = excluded.expires_at
   WHERE k.expires_at <= clock_timestamp()
      OR (k.fingerprint = excluded.fingerprint AND k.answer IS NULL AND k.payment_id IS NULL
          AND k.leased_until <= clock_timestamp())
  RETURNING owner`;

const FIND = `
  SELECT fingerprint, answer, payment_id AS "paymentId",
         answer IS NULL AND leased_until > clock_timestamp() AS "isRunning"
    FROM idempotency_keys WHERE user_id = $1 AND key_hash = $2`;

const HELD = 'user_id = $1 AND key_hash = $2 AND owner = $3 AND answer IS NULL';

const BIND = `
  UPDATE idempotency_keys SET payment_id = $4 WHERE ${HELD} RETURNING owner`;

const FINISH = `
  UPDATE idempotency_keys SET answer = $4::json WHERE ${HELD}`;

// Also of what has committed a payment: its run knows that nothing was sent, and that the payment has
// failed. A run that has lost its key meanwhile has no say.
const DISCARD = `
  DELETE FROM idempotency_keys WHERE ${HELD}`;

// What has committed something keeps its key, and waits no longer for the run that is over.
const RELEASE = `
  WITH gone AS (DELETE FROM idempotency_keys WHERE ${HELD} AND payment_id IS NULL)
  UPDATE idempotency_keys SET leased_until = clock_timestamp()
   WHERE ${HELD} AND payment_id IS NOT NULL`;

// By their place in the table, which cannot change while they are locked: by their keys, which are
// two columns, the planner may read the whole table to find them again.
const DELETE_EXPIRED = `
  DELETE FROM idempotency_keys
   WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM idempotency_keys
            WHERE expires_at <= now()
            ORDER BY expires_at LIMIT $1
              FOR UPDATE SKIP LOCKED))
  RETURNING owner`;

/** The SQL of Idempotency-Keys. Its times are the database's, which all server processes share. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes the key of a request; null when another one has it. Of any number at once one gets it.
   * @param leaseMs how long the request may run before it counts as cut off
   */
  async claim(request: KeyedRequest, leaseMs: number): Promise<KeyHold | null> {
    const { userId, keyHash, fingerprint } = request;
    const owner = newId();
    const rows = await this.database.query(CLAIM, [userId, keyHash, fingerprint, owner, leaseMs]);
    return rows.length > 0 ? { userId, keyHash, owner } : null;
  }

  /** What became of the request that has the key; null when it has just let go of it. */
  async find({ userId, keyHash }: KeyedRequest): Promise<HeldKey | null> {
    const [row] = await this.database.query<HeldKey>(FIND, [userId, keyHash]);
    return row ?? null;
  }

  /** Notes in `tx` what the run commits with it; false when the key has another owner by now. */
  async bind(tx: Sql, hold: KeyHold, paymentId: string): Promise<boolean> {
    return (await tx.query(BIND, [...valuesOf(hold), paymentId])).length > 0;
  }

  /** Keeps the answer, for whoever asks again. */
  async finish(hold: KeyHold, answer: StoredAnswer): Promise<void> {
    await this.database.query(FINISH, [...valuesOf(hold), JSON.stringify(answer)]);
  }

  /** Ends a run without an answer to keep. */
  async release(hold: KeyHold): Promise<void> {
    await this.database.query(RELEASE, valuesOf(hold));
  }

  /** Forgets the key, whatever its run has committed: the next request with it is a new one. */
  async discard(hold: KeyHold): Promise<void> {
    await this.database.query(DISCARD, valuesOf(hold));
  }

  /** Removes at most `limit` keys whose day is over; gives how many it has removed. */
  async deleteExpired(limit: number): Promise<number> {
    return (await this.database.query(DELETE_EXPIRED, [limit])).length;
  }
}

const valuesOf = ({ userId, keyHash, owner }: KeyHold): (string | number)[] => [
  userId,
  keyHash,
  owner,
];
