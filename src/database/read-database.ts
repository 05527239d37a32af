import { type OnApplicationShutdown } from '@nestjs/common';
import { type Clock } from '../common/clock.js';
import { type Logger } from '../common/logging/logger.js';
import { type Database, type Sql } from './database.js';
import { asQuery, prepared, type Query, withoutName } from './statement.js';
import { type Replica } from './replica.js';

/** How long an unreachable or lagging replica is not used, in ms. Then one read tries it again. */
const LEFT_ALONE_MS = 5_000;

/**
 * The position up to which the primary has flushed its log. Everything that was reported as
 * committed is before it. A replica never receives more than this.
 */
export const POSITION = prepared<{ position: string }, object>(
  'position_of_primary',
  'SELECT pg_current_wal_flush_lsn()::text AS position',
);

/**
 * Runs SQL for lists. The replica answers if there is one and it has replayed everything that the
 * primary had at the time of the request, so that a list shows every write that was reported as
 * committed, by any server. Otherwise the primary answers. docs/adr/0024 has the reasons.
 */
export class ReadDatabase implements Sql, OnApplicationShutdown {
  /** How many statements the replica and the primary have answered. */
  readonly answered = { replica: 0, primary: 0 };
  private isTrusted = true;
  private leftAloneUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly primary: Database,
    private readonly replica: Replica | null,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** The connections to the replica. There are none without one. */
  get replicaConnections(): Replica['connections'] {
    return this.replica?.connections ?? { busy: 0, idle: 0 };
  }

  async query<Row>(query: string | Query<Row>, positional?: readonly unknown[]): Promise<Row[]> {
    const asked = asQuery(query, positional);
    if (this.replica === null || this.isLeftAlone()) return this.fromPrimary(asked);
    const position = await this.positionOfPrimary();
    let rows: Row[] | null = null;
    let fault: unknown;
    try {
      const { text, values } = withoutName(asked);
      rows = await this.replica.query<Row>(position, text, values);
    } catch (error) {
      fault = error;
    }
    if (rows) {
      this.trust();
      this.answered.replica += 1;
      return rows;
    }
    const answer = await this.fromPrimary(asked);
    // Only now does the failure count against the replica: a statement that fails on the primary
    // too was not its fault.
    this.leaveAlone(fault);
    return answer;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.replica?.close();
  }

  private async fromPrimary<Row>(query: Query<Row>): Promise<Row[]> {
    const rows = await this.primary.query(query);
    this.answered.primary += 1;
    return rows;
  }

  private async positionOfPrimary(): Promise<string> {
    const [row] = await this.primary.query(POSITION({}));
    if (!row) throw new Error('The database did not return its log position');
    return row.position;
  }

  /**
   * Whether the replica must not be used. When its time is over, one of the waiting reads tries it.
   */
  private isLeftAlone(): boolean {
    if (this.isTrusted) return false;
    const now = this.clock.now().getTime();
    if (now < this.leftAloneUntil) return true;
    this.leftAloneUntil = now + LEFT_ALONE_MS;
    return false;
  }

  private trust(): void {
    if (this.isTrusted) return;
    this.isTrusted = true;
    this.logger.info('lists are read from the replica again');
  }

  private leaveAlone(fault: unknown): void {
    this.leftAloneUntil = this.clock.now().getTime() + LEFT_ALONE_MS;
    if (!this.isTrusted) return;
    this.isTrusted = false;
    const words = fault === undefined ? 'is behind or no replica' : 'does not answer';
    this.logger.warn({ err: fault }, `the replica ${words}: lists are read from the primary`);
  }
}
