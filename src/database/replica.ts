import { SpanKind } from '@opentelemetry/api';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClientBase, Pool } from 'pg';
import { type Secret } from '../common/crypto/secret.js';
import { inSpan } from '../common/tracing/spans.js';

const SPAN = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };

/** A replica that does not let us in at once is as good as away: the primary answers instead. */
const CONNECT_TIMEOUT_MS = 1_000;
/** Longest statement, by its own clock and by ours, should it not answer at all. */
const STATEMENT_TIMEOUT_MS = 5_000;
/** The pauses between looks at how far it is. A replica that is well is there after the first. */
const PAUSES_MS = [2, 5, 10, 20, 40, 80, 80];

// A replica that was promoted goes its own way from there, and its position says nothing any more.
const HAS_REACHED = `
  SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= $1::pg_lsn AS "hasReached"`;

/** A streaming replica of the database, with connections of its own. */
export class Replica {
  private readonly pool: Pool;

  /** @param url of one replica: of several behind one name, none would know how far another is */
  constructor(url: Secret, poolSize: number) {
    this.pool = new Pool({
      connectionString: url.reveal(),
      max: poolSize,
      application_name: 'lipafi',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS,
    });
    // The next statement opens another connection; unheard, the end of an idle one ends us all.
    this.pool.on('error', () => undefined);
  }

  /** Its connections at this moment. */
  get connections(): { readonly busy: number; readonly idle: number } {
    const { totalCount, idleCount } = this.pool;
    return { busy: totalCount - idleCount, idle: idleCount };
  }

  /**
   * Runs a statement that only reads, once the replica has replayed everything up to `position`.
   *
   * @param position in the primary's write-ahead log
   * @returns null when the replica has not got there in a quarter of a second
   * @throws whatever keeps it from answering
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
    // One connection for both, so that the replica which has got there is the one that is read.
    const client = await this.pool.connect();
    const onError = (): void => undefined;
    client.on('error', onError);
    let isUsable = false;
    try {
      const rows = (await reaches(client, position))
        ? (await client.query<Row & object>(text, [...values])).rows
        : null;
      isUsable = true;
      return rows;
    } finally {
      client.removeListener('error', onError);
      client.release(!isUsable);
    }
  }
}

async function reaches(client: ClientBase, position: string): Promise<boolean> {
  for (const pause of [...PAUSES_MS, null]) {
    const { rows } = await client.query<{ hasReached: boolean | null }>(HAS_REACHED, [position]);
    if (rows[0]?.hasReached === true) return true;
    if (pause !== null) await delay(pause);
  }
  return false;
}
