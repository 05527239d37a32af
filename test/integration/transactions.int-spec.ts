import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

describe('a transaction', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    // One connection: whatever a transaction leaves open, the next one finds.
    dataSource = await new DataSource(dataSourceOptions(testDatabase.url, 1)).initialize();
    database = new Database(dataSource);
    await database.query('CREATE TABLE notes (note text PRIMARY KEY)');
  });
  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });
  beforeEach(async () => {
    await database.query('DELETE FROM notes');
  });

  const insert = (note: string): [string, string[]] => [
    'INSERT INTO notes VALUES ($1) RETURNING note',
    [note],
  ];
  const notes = async (): Promise<string[]> =>
    (await database.query<{ note: string }>('SELECT note FROM notes ORDER BY note')).map(
      ({ note }) => note,
    );

  it('commits what was done when its work returns', async () => {
    await database.transaction((tx) => tx.query(...insert('a')));
    expect(await notes()).toEqual(['a']);
  });

  it('leaves nothing behind when its work throws', async () => {
    const failing = database.transaction(async (tx) => {
      await tx.query(...insert('a'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await notes()).toEqual([]);
  });

  it('rolls back when its work asks for it', async () => {
    await database.transaction(async (tx) => {
      await tx.query(...insert('a'));
      tx.undo();
    });
    expect(await notes()).toEqual([]);
  });

  it('runs statements in the order in which they were sent, also unawaited', async () => {
    const seen = await database.transaction(async (tx) => {
      const [, , found] = await Promise.all([
        tx.query(...insert('b')),
        tx.query(...insert('a')),
        tx.query<{ count: number }>('SELECT count(*)::integer AS count FROM notes'),
      ]);
      return found;
    });
    expect(seen).toEqual([{ count: 2 }]);
    expect(await notes()).toEqual(['a', 'b']);
  });

  it('gives the rows of its last statement, and has committed then', async () => {
    await database.transaction(async (tx) => {
      const [, rows] = await Promise.all([
        tx.query(...insert('a')),
        tx.finish<{ note: string }>(...insert('b')),
      ]);
      expect(rows).toEqual([{ note: 'b' }]);
    });
    expect(await notes()).toEqual(['a', 'b']);
  });

  it('refuses what comes after its last statement', async () => {
    await database.transaction(async (tx) => {
      await tx.finish(...insert('a'));
      await expect(tx.query(...insert('b'))).rejects.toThrow('last statement');
    });
    expect(await notes()).toEqual(['a']);
  });

  it('leaves nothing behind when its last statement fails', async () => {
    const failing = database.transaction((tx) =>
      Promise.all([tx.query(...insert('a')), tx.finish(...insert('a'))]),
    );
    await expect(failing).rejects.toThrow('duplicate key');
    expect(await notes()).toEqual([]);
  });

  it('rolls back and throws when the error of a statement was ignored', async () => {
    const failing = database.transaction(async (tx) => {
      await tx.query(...insert('a'));
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await notes()).toEqual([]);
  });

  it('reports the first failure of statements that were sent together', async () => {
    const failing = database.transaction((tx) =>
      Promise.all([tx.query('SELECT 1 / 0'), tx.finish(...insert('a'))]),
    );
    await expect(failing).rejects.toThrow('division by zero');
    expect(await notes()).toEqual([]);
  });
});
