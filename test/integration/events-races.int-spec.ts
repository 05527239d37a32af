import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { SystemClock } from '../../src/common/clock.js';
import { newId, newIdAt } from '../../src/common/ids/uuid.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database, type Sql } from '../../src/database/database.js';
import { type EventCursor } from '../../src/events/event-cursor.js';
import { EventEpochs } from '../../src/events/event-epochs.js';
import { EventFrontier } from '../../src/events/event-frontier.js';
import { EventSubjectsRepository } from '../../src/events/event-subjects.repository.js';
import { EventsRepository } from '../../src/events/events.repository.js';
import { EventsService } from '../../src/events/events.service.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

const OPERATOR = 1;
const STRANGER = 2;
const WRITERS = 6;

/** One transaction: it locks a payment, writes its events, and ends after some other statements. */
interface Written {
  readonly payment: number;
  readonly events: number;
  readonly isCommitted: boolean;
  readonly isOfStranger: boolean;
  readonly before: number;
  readonly after: number;
}

const written = fc.record<Written>({
  payment: fc.nat({ max: 3 }),
  events: fc.integer({ min: 1, max: 3 }),
  isCommitted: fc.boolean(),
  isOfStranger: fc.boolean(),
  before: fc.nat({ max: 4 }),
  after: fc.nat({ max: 12 }),
});

class RolledBack extends Error {}

/** A server, as far as events are read. */
function serviceOn(database: Database): EventsService {
  const epochs = new EventEpochs(database);
  return new EventsService(
    new EventFrontier(database, epochs),
    new EventsRepository(database),
    epochs,
    new EventSubjectsRepository(database),
    new SystemClock(),
  );
}

describe('events that are written and read at the same time', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let database: Database;
  let service: EventsService;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    dataSource = await new DataSource(
      dataSourceOptions(testDatabase.url, WRITERS + 3),
    ).initialize();
    database = new Database(dataSource);
    service = serviceOn(database);
    await database.query('CREATE TABLE locked (payment uuid PRIMARY KEY, events integer NOT NULL)');
  });
  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });

  /** Runs one transaction. Returns the details of its events that can be read, or none. */
  async function write(payments: readonly string[], one: Written): Promise<string[]> {
    const payment = payments[one.payment] ?? '';
    const details: string[] = [];
    const others = async (tx: Sql, count: number): Promise<void> => {
      for (let query = 0; query < count; query += 1) await tx.query('SELECT 1');
    };
    await database
      .transaction(async (tx) => {
        const [locked] = await tx.query<{ events: number }>(
          'SELECT events FROM locked WHERE payment = $1 FOR UPDATE',
          [payment],
        );
        await others(tx, one.before);
        for (let event = 1; event <= one.events; event += 1) {
          details.push(`${payment} ${(locked?.events ?? 0) + event}`);
          await tx.query('INSERT INTO events (user_id, type, detail) VALUES ($1, 2, $2)', [
            one.isOfStranger ? STRANGER : OPERATOR,
            details.at(-1),
          ]);
        }
        await tx.query('UPDATE locked SET events = events + $2 WHERE payment = $1', [
          payment,
          one.events,
        ]);
        await others(tx, one.after);
        if (!one.isCommitted) throw new RolledBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error;
      });
    if (!one.isCommitted || one.isOfStranger) return [];
    return details;
  }

  /** Follows the events from a cursor. */
  function follow(cursor: EventCursor, limit: number, servers = [service]) {
    const read: string[] = [];
    let after = cursor;
    let asked = 0;
    return {
      read,
      once: async (): Promise<number> => {
        const server = servers[(asked += 1) % servers.length] ?? service;
        const page = await server.after(OPERATOR, after, limit);
        after = page.cursor;
        read.push(...page.events.map(({ data }) => data.detail ?? ''));
        return read.length;
      },
    };
  }

  it('are read once each, none is lost, and those of a payment are in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(written, { minLength: 3, maxLength: 10 }), {
          minLength: WRITERS,
          maxLength: WRITERS,
        }),
        async (transactions) => {
          const payments = [newId(), newId(), newId(), newId()];
          await database.query('INSERT INTO locked SELECT unnest($1::uuid[]), 0', [payments]);
          const { cursor } = await service.end();
          const servers = [service, serviceOn(database)];
          const readers = [follow(cursor, 1), follow(cursor, 7, servers), follow(cursor, 200)];
          let isWriting = true;
          const reading = readers.map(async (reader) => {
            while (isWriting) await reader.once();
          });
          const committed = (
            await Promise.all(
              transactions.map(async (own) => {
                const events: string[] = [];
                for (const one of own) events.push(...(await write(payments, one)));
                return events;
              }),
            )
          ).flat();
          isWriting = false;
          await Promise.all(reading);
          for (const reader of readers) {
            await until(
              'the committed events were read',
              reader.once,
              (count) => count >= committed.length,
            );
            await reader.once();
            expect(reader.read.toSorted()).toEqual(committed.toSorted());
            expect(reader.read).toEqual(readers[0]?.read);
            for (const payment of payments) {
              const numbers = reader.read
                .filter((each) => each.startsWith(payment))
                .map((each) => Number(each.slice(payment.length)));
              expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
            }
          }
        },
      ),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('wait behind a transaction that began earlier, and lose nothing when it commits late', async () => {
    const payments = [newId(), newId()];
    await database.query('INSERT INTO locked SELECT unnest($1::uuid[]), 0', [payments]);
    const { cursor } = await service.end();
    const reader = follow(cursor, 200);
    const one = { events: 1, isCommitted: true, isOfStranger: false, before: 0, after: 0 };
    let late: string[] = [];
    await database.transaction(async (tx) => {
      await tx.query(`INSERT INTO events (user_id, type, detail) VALUES (1, 2, 'late')`);
      late = await write(payments, { ...one, payment: 1 });
      expect(await reader.once()).toBe(0);
    });
    await until('both were read', reader.once, (count) => count >= 2);
    expect(reader.read).toEqual(['late', ...late]);
  });

  it('of a payment are in the order of its locks, not in that of the transactions', async () => {
    const payments = [newId()];
    await database.query('INSERT INTO locked SELECT unnest($1::uuid[]), 0', [payments]);
    const reader = follow((await service.end()).cursor, 200);
    const one = { payment: 0, events: 1, isCommitted: true, isOfStranger: false };
    const [first] = await database.transaction(async (tx) => {
      // It has its number, as one that waits for a row that is being updated has.
      await tx.query('SELECT pg_current_xact_id()');
      const before = await write(payments, { ...one, before: 0, after: 0 });
      await tx.query('SELECT events FROM locked WHERE payment = $1 FOR UPDATE', [payments[0]]);
      await tx.query(`INSERT INTO events (user_id, type, detail) VALUES (1, 2, 'later')`);
      return before;
    });
    await until('both were read', reader.once, (count) => count >= 2);
    expect(reader.read).toEqual([first, 'later']);
  });

  it('are read in one epoch after another', async () => {
    const payments = [newId()];
    await database.query('INSERT INTO locked SELECT unnest($1::uuid[]), 0', [payments]);
    const reader = follow((await service.end()).cursor, 2);
    const one = { payment: 0, events: 3, isCommitted: true, isOfStranger: false };
    const committed: string[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      committed.push(...(await write(payments, { ...one, before: 0, after: 0 })));
      await database.query(`UPDATE event_epochs SET began_at = began_at - interval '1 minute'`);
      await until(
        'another epoch has begun',
        async () => {
          await reader.once();
          return epochs();
        },
        (count) => count > minute + 1,
      );
    }
    await until('all were read', reader.once, (count) => count >= committed.length);
    expect(reader.read).toEqual(committed);
  });

  const epochs = async (): Promise<number> =>
    (await database.query('SELECT id FROM event_epochs')).length;

  it('are read from all days that are kept, by a cursor of that time', async () => {
    const payments = [newId()];
    await database.query('INSERT INTO locked SELECT unnest($1::uuid[]), 0', [payments]);
    const reader = follow((await service.end()).cursor, 200);
    for (const day of [6, 5, 3, 1, 0]) {
      await database.query(
        `INSERT INTO events (user_id, type, detail, created_at, slot)
         SELECT 1, 2, $1::integer, now() - $1::integer * interval '1 day',
                ((now() AT TIME ZONE 'UTC')::date - DATE '1970-01-01' - $1::integer) % 10`,
        [day],
      );
    }
    // A cursor of today does not read the other partitions.
    await until('today was read', reader.once, (count) => count >= 1);
    expect(reader.read).not.toContain('5');
    const old = follow(await asOf(6), 2);
    await until('all days were read', old.once, (count) => count >= 5);
    expect(old.read).toEqual(['6', '5', '3', '1', '0']);
  });

  /** A cursor that was given out so many days ago, before the events of this test. */
  async function asOf(days: number): Promise<EventCursor> {
    const [before] = await database.query<{ id: string }>(
      `SELECT min(id) - 1 AS id FROM events WHERE detail = '6'`,
    );
    const beganAt = new Date(Date.now() - days * 86_400_000);
    const epoch = newIdAt(beganAt);
    await database.query(
      `INSERT INTO event_epochs
       SELECT $1, $2, cluster, relation, server_started FROM event_epochs
        ORDER BY began_at DESC LIMIT 1`,
      [epoch, beganAt],
    );
    return { epoch, id: Number(before?.id) };
  }
});
