import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Socket } from 'node:net';
import { type Writable } from 'node:stream';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

type Traffic = ('write' | 'answer')[];

/** A socket that notes each write to the system, and when an answer to it arrives. */
class WatchedSocket extends Socket {
  constructor(private readonly traffic: Traffic) {
    super();
    this.on('data', () => {
      if (traffic.at(-1) !== 'answer') traffic.push('answer');
    });
  }

  override _write(...given: Parameters<Writable['_write']>): void {
    this.traffic.push('write');
    super._write(...given);
  }

  override _writev(...given: Parameters<NonNullable<Writable['_writev']>>): void {
    this.traffic.push('write');
    super._writev?.(...given);
  }
}

const nextTurn = (): Promise<unknown> => new Promise(setImmediate);

describe('pipelined statements', () => {
  const traffic: Traffic = [];
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    const options = dataSourceOptions(testDatabase.url, 1);
    const extra = { ...options.extra, stream: () => new WatchedSocket(traffic) };
    dataSource = await new DataSource({ ...options, extra }).initialize();
    database = new Database(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });
  beforeEach(() => {
    traffic.length = 0;
  });

  it('are sent without waiting for the answer to the one before', async () => {
    await database.transaction(async (tx) => {
      await tx.query('SELECT 1');
      const slow = tx.query('SELECT pg_sleep(0.1)');
      await nextTurn();
      const sent = traffic.filter((event) => event === 'write').length;
      const next = tx.query('SELECT 1');
      await nextTurn();
      expect(traffic.filter((event) => event === 'write')).toHaveLength(sent + 1);
      await Promise.all([slow, next]);
    });
  });

  it('send BEGIN with the first statement in one write', async () => {
    await database.transaction((tx) => tx.query('SELECT $1', ['1']));
    expect(traffic).toEqual(['write', 'answer', 'write', 'answer']);
  });

  it('send COMMIT with the last statement in one write', async () => {
    await database.transaction(async (tx) => {
      await tx.query('SELECT $1', ['1']);
      await tx.finish('SELECT $1', ['2']);
    });
    expect(traffic).toEqual(['write', 'answer', 'write', 'answer']);
  });

  it('send all statements of one turn in one write', async () => {
    await database.transaction(async (tx) => {
      await tx.query('SELECT $1', ['1']);
      await Promise.all([tx.query('SELECT $1', ['2']), tx.finish('SELECT $1', ['3'])]);
    });
    expect(traffic).toEqual(['write', 'answer', 'write', 'answer']);
  });
});
