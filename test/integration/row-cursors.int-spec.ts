import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool, type PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { Secret } from '../../src/common/crypto/secret.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { openPool } from '../../src/database/pool.js';
import { RowCursor } from '../../src/database/row-cursor.js';
import { RowCursors } from '../../src/database/row-cursors.js';
import { queryOf } from '../../src/database/statement.js';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

const NEVER = { idleMs: 600_000, totalMs: 600_000, endMs: 600_000 };
const NUMBERS = queryOf<{ n: number }>(
  'SELECT n FROM generate_series(1, :last::integer) n WHERE n > :after',
  { last: 1_200, after: 0 },
);
const SLOW = queryOf<{ n: number }>('SELECT 1 AS n FROM pg_sleep(600)', {});

describe('a cursor of rows', () => {
  let database: TestDatabase;
  let pool: Pool;
  /** Connections that no cursor gets. */
  let observer: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 3 });
    pool.on('error', () => undefined);
    observer = new Pool({ connectionString: database.url, max: 1 });
  });
  afterAll(async () => {
    await pool.end();
    await observer.end();
    await database.drop();
  });

  interface Opened {
    readonly cursor: RowCursor<{ n: number }>;
    readonly client: PoolClient;
    readonly backend: number;
    /** Whether the connection was broken when it was given back. */
    readonly released: boolean[];
    readonly closed: () => number;
    /** Why it has ended before its rows did. */
    readonly lost: Promise<Error>;
  }
  async function cursorOn(query = NUMBERS, limits = NEVER, from = pool): Promise<Opened> {
    const client = await from.connect();
    const { rows } = await client.query<{ backend: number }>('SELECT pg_backend_pid() AS backend');
    const released: boolean[] = [];
    let closed = 0;
    const release = (isBroken: boolean): void => {
      released.push(isBroken);
      client.release(isBroken);
    };
    const connection = { client, url: new Secret(database.url), release };
    const cursor = new RowCursor<{ n: number }>(connection, () => (closed += 1), limits);
    const lost = new Promise<Error>((resolve) => {
      cursor.onLost(resolve);
    });
    await cursor.open(query);
    const { backend = 0 } = rows[0] ?? {};
    return { cursor, client, backend, released, closed: () => closed, lost };
  }
  /** What PostgreSQL runs for a connection; undefined when it is gone. */
  async function activityOf(backend: number): Promise<string | undefined> {
    const { rows } = await observer.query<{ state: string }>(
      'SELECT state FROM pg_stat_activity WHERE pid = $1',
      [backend],
    );
    return rows[0]?.state;
  }

  it('gives all rows in batches, and then none', async () => {
    const { cursor } = await cursorOn();
    const sizes: number[] = [];
    const all: number[] = [];
    for (let rows = await cursor.next(); rows.length > 0; rows = await cursor.next()) {
      sizes.push(rows.length);
      all.push(...rows.map(({ n }) => n));
    }
    await cursor.close();
    expect(sizes).toEqual([500, 500, 200]);
    expect(all).toEqual(Array.from({ length: 1_200 }, (_, index) => index + 1));
  });

  it('gives the rows of one moment, whatever is written meanwhile', async () => {
    await pool.query('CREATE TABLE numbers AS SELECT n FROM generate_series(1, 1000) n');
    const { cursor } = await cursorOn(queryOf('SELECT n FROM numbers', {}));
    const first = await cursor.next();
    await pool.query('UPDATE numbers SET n = -n');
    await pool.query('INSERT INTO numbers VALUES (1001)');
    const rest = [...(await cursor.next()), ...(await cursor.next())];
    await cursor.close();
    expect(first.length + rest.length).toBe(1_000);
    expect(rest.every(({ n }) => n > 0)).toBe(true);
  });

  it('gives its connection back when it is closed, once, in a usable state', async () => {
    const { cursor, client, released, closed } = await cursorOn();
    await cursor.next();
    await Promise.all([cursor.close(), cursor.close()]);
    await cursor.close();
    expect([released, closed()]).toEqual([[false], 1]);
    expect(client.listenerCount('error')).toBeLessThanOrEqual(1);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await expect(cursor.next()).rejects.toThrow('The cursor is closed');
  });

  it('ends a query that is running when it is closed', async () => {
    const { cursor, backend, released } = await cursorOn(SLOW);
    const reading = cursor.next();
    const failure = expect(reading).rejects.toThrow(/cancel/);
    await until(
      'the query runs',
      () => activityOf(backend),
      (state) => state === 'active',
    );
    await cursor.close();
    await failure;
    expect(released).toEqual([false]);
    expect(await activityOf(backend)).toBe('idle');
  });

  it('is lost when its connection is, and gives it back as broken', async () => {
    const { cursor, backend, released, lost } = await cursorOn();
    await cursor.next();
    await pool.query('SELECT pg_terminate_backend($1)', [backend]);
    expect((await lost).message).toMatch(/terminat/i);
    await cursor.close();
    expect(released).toEqual([true]);
  });

  it.each([
    ['nobody takes its rows', { ...NEVER, idleMs: 10 }, 'The rows are not taken'],
    // Enough to open it, also on a busy machine.
    ['it takes too long', { ...NEVER, totalMs: 1_000 }, 'Reading the rows took too long'],
  ])('is lost when %s', async (_, limits, message) => {
    const { cursor, backend, released, lost } = await cursorOn(NUMBERS, limits);
    await cursor.next().catch(() => undefined);
    expect((await lost).message).toBe(message);
    await cursor.close();
    expect(released).toEqual([false]);
    expect(await activityOf(backend)).toBe('idle');
  });

  it('that cannot be opened gives its connection back', async () => {
    const idle = pool.totalCount;
    await expect(cursorOn(queryOf('SELECT n FROM nowhere', {}))).rejects.toThrow('nowhere');
    expect(pool.totalCount - pool.idleCount).toBe(0);
    expect(pool.totalCount).toBeGreaterThanOrEqual(idle);
  });

  describe('whose host is gone without a word', () => {
    const limits = { ...NEVER, endMs: 100 };
    let proxy: DatabaseProxy;
    let beyond: Pool;

    beforeAll(async () => {
      proxy = await startDatabaseProxy(database.url);
      beyond = openPool(new Secret(proxy.url), { max: 1 });
    });
    afterAll(async () => {
      await beyond.end();
      await proxy.stop();
    });

    it('is closed while it reads', async () => {
      const { cursor, released, closed } = await cursorOn(NUMBERS, limits, beyond);
      const frozen = proxy.freezeAt('FETCH');
      const failure = expect(cursor.next()).rejects.toThrow(/terminated/);
      await frozen;
      await cursor.close();
      await failure;
      expect([released, closed()]).toEqual([[true], 1]);
    });

    it('is closed between its batches', async () => {
      const { cursor, released, closed } = await cursorOn(NUMBERS, limits, beyond);
      await cursor.next();
      proxy.freeze();
      await cursor.close();
      expect([released, closed()]).toEqual([[true], 1]);
    });

    it('is not waited for when it is the replica, and the primary answers', async () => {
      const url = new Secret(database.url);
      const dataSource = await new DataSource(dataSourceOptions(database.url, 1)).initialize();
      const cursors = new RowCursors(
        { primary: url, replica: new Secret(proxy.url) },
        new Database(dataSource),
        createLogger({ level: 'silent', pretty: false }),
      );
      for (const isFrozen of [false, true]) {
        if (isFrozen) proxy.freeze();
        const cursor = await cursors.read(1, NUMBERS);
        expect(await cursor.next()).toHaveLength(500);
        await cursor.close();
        expect(cursors.count).toBe(0);
      }
      expect(cursors.opened).toEqual({ primary: 2, replica: 0 });
      await cursors.onApplicationShutdown();
      await dataSource.destroy();
    });
  });

  it('writes nothing', async () => {
    const { cursor } = await cursorOn(queryOf(`SELECT nextval('users_id_seq') AS n`, {}));
    await expect(cursor.next()).rejects.toThrow('read-only');
    await cursor.close();
  });
});
