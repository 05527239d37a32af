import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { CloudPilot } from '../../src/cloudpilot/source.js';
import { commandDataSourceOptions, dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { poolOf } from '../../src/database/pool.js';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

/** How long an answer is waited for, in ms. */
const MAX_ANSWER_MS = 1_000;

describe('a pool that loses a connection', () => {
  let testDatabase: TestDatabase;
  let proxy: DatabaseProxy;
  let dataSource: DataSource;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    proxy = await startDatabaseProxy(testDatabase.url);
    // One connection: whoever comes next waits for it.
    const url = `${proxy.url}?query_timeout=${MAX_ANSWER_MS}`;
    dataSource = await new DataSource(dataSourceOptions(url, 1)).initialize();
    database = new Database(dataSource);
    await database.query('CREATE TABLE notes (note text PRIMARY KEY)');
  });
  afterAll(async () => {
    await dataSource.destroy();
    await proxy.stop();
    await testDatabase.drop();
  });
  beforeEach(async () => {
    await database.query('DELETE FROM notes');
  });

  const usable = async (): Promise<void> => {
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await database.transaction((tx) => tx.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  };

  describe('at the moment at which somebody gets it', () => {
    it('fails the statement, when the connection is new', async () => {
      proxy.cut();
      await until(
        'the idle connection is closed',
        () => Promise.resolve(poolOf(dataSource).totalCount),
        (connections) => connections === 0,
      );
      proxy.restore();
      proxy.terminateNextReady();
      await expect(dataSource.query('SELECT 1')).rejects.toThrow('not queryable');
      await usable();
    });

    it('fails the statement, when somebody else has just given it back', async () => {
      proxy.terminateNextReady();
      const before = database.query('SELECT 1 AS one');
      const waiting = dataSource.query('SELECT 1');
      expect(await before).toEqual([{ one: 1 }]);
      await expect(waiting).rejects.toThrow('not queryable');
      await usable();
    });

    it('fails the transaction', async () => {
      proxy.terminateNextReady();
      const before = database.query('SELECT 1 AS one');
      const waiting = database.transaction((tx) => tx.query('SELECT 1'));
      expect(await before).toEqual([{ one: 1 }]);
      await expect(waiting).rejects.toThrow('not queryable');
      await usable();
    });
  });

  describe('whose host is gone without a word', () => {
    it.each([
      ['the entities', (sql: string) => dataSource.query(sql)],
      ['a statement', (sql: string) => database.query(sql)],
      ['a transaction', (sql: string) => database.transaction((tx) => tx.query(sql))],
    ])('gives the answer up, and the next one a new connection: %s', async (_, run) => {
      const frozen = proxy.freezeAt('SELECT 41');
      const silent = expect(run('SELECT 41')).rejects.toThrow('not answered in time');
      const waiting = dataSource.query('SELECT 42 AS answer');
      await frozen;
      await silent;
      expect(await waiting).toEqual([{ answer: 42 }]);
      await usable();
    });

    it('does not know whether a transaction was committed', async () => {
      const frozen = proxy.freezeAt('COMMIT');
      const silent = expect(
        database.transaction((tx) => tx.query(`INSERT INTO notes VALUES ('committed')`)),
      ).rejects.toThrow('not answered in time');
      await frozen;
      await silent;
      expect(await database.query('SELECT note FROM notes')).toEqual([{ note: 'committed' }]);
    });

    it('waits longer for statements that may take longer, and for a commit behind them', async () => {
      const slow = `SELECT 'slow' AS found FROM pg_sleep(${(1.5 * MAX_ANSWER_MS) / 1_000})`;
      const found = await database.transaction(async (tx) => {
        await tx.limitStatements(10 * MAX_ANSWER_MS);
        return tx.finish(slow);
      });
      expect(found).toEqual([{ found: 'slow' }]);
    });
  });

  it('keeps a connection while no answer is due, and gives one up later', async () => {
    const other = await new DataSource(dataSourceOptions(testDatabase.url, 1)).initialize();
    const processId = 'SELECT pg_backend_pid() AS id';
    const ids = await database.transaction(async (tx) => {
      const [before] = await tx.query<{ id: number }>(processId);
      await other.query(`SELECT pg_sleep(${(1.5 * MAX_ANSWER_MS) / 1_000})`);
      return [before, ...(await tx.query<{ id: number }>(processId))];
    });
    await other.destroy();
    expect(ids).toEqual([ids[0], ids[0]]);
    // The time begins anew with the next statement.
    const frozen = proxy.freezeAt('SELECT 43');
    const silent = expect(database.query('SELECT 43')).rejects.toThrow('not answered in time');
    await frozen;
    await silent;
    await usable();
  });

  it('waits longer than PostgreSQL does, and without limit in a command, which sets its own', () => {
    const [ofServer, ofCommand] = [dataSourceOptions, commandDataSourceOptions].map(
      (optionsOf) => optionsOf(testDatabase.url, 1).extra as Readonly<Record<string, number>>,
    );
    const together = 3;
    expect(ofServer?.['query_timeout']).toBeGreaterThan(
      together * (ofServer?.['statement_timeout'] ?? Infinity),
    );
    expect(ofCommand).not.toHaveProperty('query_timeout');
  });

  it('fails the import that reads from it', async () => {
    const reading = CloudPilot.reading(proxy.url, async (source) => {
      proxy.cut();
      return source.users();
    });
    await expect(reading).rejects.toThrow(/terminated|ECONNRESET|not queryable/);
    proxy.restore();
  });
});
