import { SpanKind } from '@opentelemetry/api';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClientBase, type Pool } from 'pg';
import { type Secret } from '../common/crypto/secret.js';
import { inSpan } from '../common/tracing/spans.js';
import { openPool } from './pool.js';

const SPAN = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };

/**
 * Time limit for connecting, in ms. A replica that is slower counts as unreachable, and the primary
 * answers.
 */
const CONNECT_TIMEOUT_MS = 1_000;
/** Time limit for a statement, in ms. It is enforced by the replica, and here if it does not respond. */
const STATEMENT_TIMEOUT_MS = 5_000;
/** Time limit for reading the replay position, in ms, which takes a moment. */
const POSITION_TIMEOUT_MS = 1_000;
/**
 * The pauses between checks of the replay position. A healthy replica has usually reached it after
 * the first.
 */
const PAUSES_MS = [2, 5, 10, 20, 40, 80, 80];

// A promoted replica has its own timeline, so its position no longer says anything about the
// primary.
const HAS_REACHED = `
  SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= $1::pg_lsn AS "hasReached"`;

/** A streaming replica of the database, with its own connection pool. */
export class Replica {
  private readonly pool: Pool;

  /** @param url of a single replica: a load balancer would mix the positions of several */
  constructor(url: Secret, poolSize: number) {
    this.pool = openPool(url, {
      max: poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS,
    });
  }

  /** The current number of connections. */
  get connections(): { readonly busy: number; readonly idle: number } {
    const { totalCount, idleCount } = this.pool;
    return { busy: totalCount - idleCount, idle: idleCount };
  }

  /**
   * Runs a read-only statement after the replica has replayed everything up to `position`.
   *
   * @param position in the primary's write-ahead log
   * @returns null when the replica has not reached it within a quarter of a second
   * @throws the error that prevents an answer
   */
  query<Row>(position: string, text: string, values: readonly unknown[]): Promise<Row[] | null> {
    return inSpan('replica query', SPAN, () => this.run<Row>(position, text, values));
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async run<Row>(
    position: string,
    text: string,
    values: readonly unknown[],
  ): Promise<Row[] | null> {
    // The same connection for both, so that the replica that reached the position is the one that
    // answers.
    const client = await this.pool.connect();
    let isUsable = false;
    try {
      const rows = (await reaches(client, position))
        ? (await client.query<Row & object>(text, [...values])).rows
        : null;
      isUsable = true;
      return rows;
    } finally {
      client.release(!isUsable);
    }
  }
}

/**
 * Waits until a replica has replayed everything up to `position`; false when that takes too long.
 *
 * @throws Error when the replica does not respond; the connection is unusable then
 */
export async function reaches(client: ClientBase, position: string): Promise<boolean> {
  const asked = { text: HAS_REACHED, values: [position], query_timeout: POSITION_TIMEOUT_MS };
  for (const pause of [...PAUSES_MS, null]) {
    const { rows } = await client.query<{ hasReached: boolean | null }>(asked);
    if (rows[0]?.hasReached === true) return true;
    if (pause !== null) await delay(pause);
  }
  return false;
}
