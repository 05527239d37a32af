import { type OnApplicationShutdown } from '@nestjs/common';
import { type Clock } from '../common/clock.js';
import { type Logger } from '../common/logging/logger.js';
import { type Database, type Sql } from './database.js';
import { type Prepared, prepared } from './prepared.js';
import { type Replica } from './replica.js';

/** How long a replica that is away or behind is not asked: then one reader tries it again. */
const LEFT_ALONE_MS = 5_000;

/**
 * How far the primary has written its log down for good, which everything is that was answered as
 * committed; and no further, because a replica is sent nothing beyond it.
 */
const POSITION = prepared(
  'position_of_primary',
  'SELECT pg_current_wal_flush_lsn()::text AS position',
);

/**
 * SQL for what is only looked at: lists. The replica answers when there is one and it has everything
 * that the primary had when it was asked, so that whoever has written sees it, at whichever server.
 * Otherwise the primary answers. docs/adr/0024 has the reasons.
 */
export class ReadDatabase implements Sql, OnApplicationShutdown {
  /** How many statements each has answered. */
  readonly answered = { replica: 0, primary: 0 };
  private isTrusted = true;
  private leftAloneUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly primary: Database,
    private readonly replica: Replica | null,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** The connections to the replica; none without one. */
  get replicaConnections(): Replica['connections'] {
    return this.replica?.connections ?? { busy: 0, idle: 0 };
  }

  async query<Row>(statement: string | Prepared, values: readonly unknown[] = []): Promise<Row[]> {
    if (this.replica === null || this.isLeftAlone()) return this.fromPrimary(statement, values);
    const text = typeof statement === 'string' ? statement : statement.text;
    const position = await this.positionOfPrimary();
    let rows: Row[] | null = null;
    let fault: unknown;
    try {
      rows = await this.replica.query<Row>(position, text, values);
    } catch (error) {
      fault = error;
    }
    if (rows) {
      this.trust();
      this.answered.replica += 1;
      return rows;
    }
    const answer = await this.fromPrimary<Row>(statement, values);
    // Only now: a statement that fails here as well was not the replica's fault.
    this.leaveAlone(fault);
    return answer;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.replica?.close();
  }

  private async fromPrimary<Row>(
    statement: string | Prepared,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const rows = await this.primary.query<Row>(statement, values);
    this.answered.primary += 1;
    return rows;
  }

  private async positionOfPrimary(): Promise<string> {
    const [row] = await this.primary.query<{ position: string }>(POSITION);
    if (!row) throw new Error('The database does not say how far it is');
    return row.position;
  }

  /** Whether the replica is not to be asked. Of many readers after its time one is told to try. */
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
    this.logger.info('the replica is read from again');
  }

  private leaveAlone(fault: unknown): void {
    this.leftAloneUntil = this.clock.now().getTime() + LEFT_ALONE_MS;
    if (!this.isTrusted) return;
    this.isTrusted = false;
    const words = fault === undefined ? 'is behind or no replica' : 'does not answer';
    this.logger.warn({ err: fault }, `the replica ${words}: the primary is read from instead`);
  }
}
