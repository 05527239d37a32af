import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { MIGRATIONS } from '../../migrations/index.js';
import { createTestDatabase } from '../support/postgres.js';
import { execute } from '../support/test-server.js';

describe('a test database', () => {
  it('has been migrated', async () => {
    const database = await createTestDatabase();
    const [result] = await execute(database.url, 'SELECT name FROM schema_migrations ORDER BY id');
    await database.drop();
    expect(result?.rows).toEqual(MIGRATIONS.map(({ name }) => ({ name })));
  });

  it('is given to each of many who ask at once, and is theirs alone', async () => {
    const databases = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()));
    // The same table twice in one database would be refused.
    await Promise.all(databases.map(({ url }) => execute(url, 'CREATE TABLE mine ()')));
    await Promise.all(databases.map((database) => database.drop()));
    expect(new Set(databases.map(({ url }) => url)).size).toBe(8);
  });

  it('can be dropped while somebody is connected, and twice', async () => {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    const cutOff = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.drop();
    await database.drop();
    expect(await cutOff).toMatchObject({ message: expect.any(String) });
    await expect(execute(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});
