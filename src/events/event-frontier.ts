import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { safeInteger } from '../database/columns.js';
import { Database } from '../database/database.js';
import { prepared } from '../database/statement.js';
import { EventEpochs, IS_CURRENT_EPOCH, NEWEST_EPOCH } from './event-epochs.js';

/** How long all requests of this process use what one of them has read, in ms. */
const MAX_AGE_MS = 200;
/** How often it is checked whether the transactions of this moment have ended, and the pause. */
const MAX_CHECKS = 10;
const PAUSE_MS = 20;
/** One that runs for longer than this, in ms, is not waited for by every request. */
const LONG_MS = 1_000;
/** While a transaction runs for long, the later marks are as good as more of them. */
const MAX_MARKS = 20;
/** Tries to begin an epoch: more than one only if the database is put back meanwhile. */
const MAX_TRIES = 3;

const READ = prepared<Seen, Record<string, never>>(
  'read_event_frontier',
  `
  SELECT e.id AS epoch, coalesce(${IS_CURRENT_EPOCH}, false) AS "isCurrent",
         pg_postmaster_start_time()::text AS "serverStarted",
         ((now() AT TIME ZONE 'UTC')::date - DATE '1970-01-01') AS today,
         coalesce(pg_sequence_last_value('events_id_seq'), 0) AS "lastId",
         pg_snapshot_xmin(pg_current_snapshot())::text AS horizon
    FROM (SELECT) AS always LEFT JOIN LATERAL (${NEWEST_EPOCH}) AS e ON true`,
);

const HORIZON = prepared<{ horizon: string }, Record<string, never>>(
  'read_event_horizon',
  `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon`,
);

const NEXT_XID = prepared<{ xid: string }, Record<string, never>>(
  'next_transaction_id',
  `SELECT pg_current_xact_id()::text AS xid`,
);

interface Seen {
  readonly epoch: string | null;
  readonly isCurrent: boolean;
  readonly serverStarted: string;
  /** The days since 1970 in UTC. */
  readonly today: number;
  readonly lastId: string;
  /** All transactions before this one have ended. */
  readonly horizon: string;
}

/** Ids up to `id` were drawn by transactions before `xid`. */
interface Mark {
  readonly id: number;
  readonly xid: bigint;
  readonly at: number;
}

interface Reading {
  readonly at: number;
  readonly frontier: Promise<Frontier>;
  readonly isRunning: boolean;
}

/** How far events can be read. */
export interface Frontier {
  /** The epoch whose cursors are given out now. */
  readonly epoch: string;
  /** No event up to this one can be added any more. */
  readonly id: number;
  /** The days since 1970 in UTC, by the clock of the database. */
  readonly today: number;
}

/**
 * Knows up to which id events can be read. A transaction may draw an id, and commit after one that
 * has drawn a later id: whoever has read the later event would never see the earlier one. So the
 * last id is noted together with the number of a new transaction, and counts as readable once all
 * transactions before that number have ended, committed or not.
 */
@Injectable()
export class EventFrontier {
  private marks: readonly Mark[] = [];
  private id = 0;
  private serverStarted = '';
  private latest: Reading | undefined;
  /** The one after the latest, for all who ask while that one is running and too old. */
  private next: Promise<Frontier> | undefined;

  constructor(
    private readonly database: Database,
    private readonly epochs: EventEpochs,
  ) {}

  /** For how long the oldest id that is not readable yet has waited, in ms; 0 when none waits. */
  get lagMs(): number {
    const [oldest] = this.marks;
    return oldest ? performance.now() - oldest.at : 0;
  }

  /** Reads it, or uses what another request has read a moment ago. */
  current(): Promise<Frontier> {
    const { latest } = this;
    if (latest && performance.now() - latest.at < MAX_AGE_MS) return latest.frontier;
    if (this.next) return this.next;
    if (!latest?.isRunning) return this.read();
    // One after the other, because each continues with the marks of the one before.
    this.next = latest.frontier
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.read();
      });
    return this.next;
  }

  private read(): Promise<Frontier> {
    const frontier = this.advance();
    const reading = { at: performance.now(), frontier, isRunning: true };
    this.latest = reading;
    frontier.then(
      () => {
        reading.isRunning = false;
      },
      () => {
        this.latest = undefined;
      },
    );
    return frontier;
  }

  private async advance(): Promise<Frontier> {
    const { epoch, lastId: last, horizon, serverStarted, today } = await this.inEpoch();
    const lastId = safeInteger(last);
    if (serverStarted !== this.serverStarted || lastId < this.id) {
      this.serverStarted = serverStarted;
      this.marks = [];
      this.id = 0;
    }
    this.settle(horizon);
    await this.mark(lastId);
    const checks = this.lagMs > LONG_MS ? 1 : MAX_CHECKS;
    for (let check = 0; check < checks && this.marks.length > 0; check += 1) {
      if (check > 0) await delay(PAUSE_MS);
      const [now] = await this.database.query(HORIZON({}));
      if (now) this.settle(now.horizon);
    }
    return { epoch, id: this.id, today };
  }

  /** Notes the last id together with a transaction that begins after it was read. */
  private async mark(lastId: number): Promise<void> {
    const newest = this.marks.at(-1)?.id ?? this.id;
    if (lastId <= newest || this.marks.length >= MAX_MARKS) return;
    const [next] = await this.database.query(NEXT_XID({}));
    if (!next) return;
    this.marks = [...this.marks, { id: lastId, xid: BigInt(next.xid), at: performance.now() }];
  }

  /** Makes readable what only transactions that have ended may have written. */
  private settle(horizon: string): void {
    const ended = BigInt(horizon);
    this.id = this.marks.findLast(({ xid }) => xid <= ended)?.id ?? this.id;
    this.marks = this.marks.filter(({ xid }) => xid > ended);
  }

  /** Begins an epoch when the newest one is not of now. */
  private async inEpoch(): Promise<Seen & { readonly epoch: string }> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const [seen] = await this.database.query(READ({}));
      if (seen?.isCurrent && seen.epoch !== null) return { ...seen, epoch: seen.epoch };
      await this.epochs.begin();
    }
    throw new Error('No epoch of events is current');
  }
}
