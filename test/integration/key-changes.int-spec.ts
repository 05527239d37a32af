import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { KEY_CHANGES_CHANNEL } from '../../src/auth/key-changes.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const KEY = '0123456789abcdef0123456789abcdef';
const HASH = `${KEY}${KEY}`;
const END = 'the end of what was done';

const FILL = `
  DELETE FROM users;
  INSERT INTO users (id, username, email, password_hash)
  SELECT id, 'operator-' || id, id || '@example.com', '-' FROM generate_series(1, 20) id;
  INSERT INTO api_keys (user_id, public_key, private_key_hash)
  SELECT id, md5(id::text), '${HASH}' FROM users;
  UPDATE api_keys SET retires_at = now() WHERE user_id = 4`;

describe('a change of what servers remember of public keys', () => {
  let database: ConnectedDatabase;
  let client: ConnectedDatabase['client'];

  beforeAll(async () => {
    database = await connectToTestDatabase();
    ({ client } = database);
    await client.query(`LISTEN ${KEY_CHANGES_CHANNEL}`);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await announcementsOf(FILL);
  });

  /** How often a transaction with this statement announces something. */
  async function announcementsOf(statement: string): Promise<number> {
    let heard = 0;
    const ended = new Promise<void>((resolve) => {
      client.on('notification', ({ payload }) => {
        if (payload === END) resolve();
        else heard += 1;
      });
    });
    await client.query(`BEGIN; ${statement}; COMMIT`);
    await client.query(`SELECT pg_notify($1, $2)`, [KEY_CHANGES_CHANNEL, END]);
    await ended;
    client.removeAllListeners('notification');
    return heard;
  }

  it.each([
    ['disabling an operator', 'UPDATE users SET is_active = false WHERE id = 1'],
    ['renaming one', `UPDATE users SET username = 'amina' WHERE id = 1`],
    ['retiring a key', 'UPDATE api_keys SET retires_at = now() WHERE user_id = 1'],
    [
      'putting its end off',
      `UPDATE api_keys SET retires_at = retires_at + '1 h' WHERE user_id = 4`,
    ],
    ['another public key', `UPDATE api_keys SET public_key = '${KEY}' WHERE user_id = 1`],
    ['giving a key to another operator', 'UPDATE api_keys SET user_id = 2 WHERE user_id = 4'],
    ['removing a key', 'DELETE FROM api_keys WHERE user_id = 2'],
    ['removing an operator with a key', 'DELETE FROM users WHERE id = 3'],
    ['any number of them at once', 'UPDATE users SET is_active = false; DELETE FROM users'],
    ['emptying the table', 'TRUNCATE api_keys'],
  ])('is announced once: %s', async (_, statement) => {
    expect(await announcementsOf(statement)).toBe(1);
  });

  it.each([
    ['a new password', `UPDATE users SET password_hash = 'x'`],
    ['a profile', `UPDATE users SET bio = 'x', website = 'y', email = 'z', updated_at = now()`],
    ['a value that stays', 'UPDATE users SET is_active = is_active, username = username'],
    ['another private half', `UPDATE api_keys SET private_key_hash = '${HASH}'`],
    ['a key that stays', 'UPDATE api_keys SET public_key = public_key, user_id = user_id'],
    [
      'a new operator with a key, whom nobody remembers yet',
      `INSERT INTO users (id, username, email, password_hash) VALUES (99, 'new', '', '-');
       INSERT INTO api_keys (user_id, public_key, private_key_hash) VALUES (99, '${KEY}', '${HASH}')`,
    ],
    ['a change that is taken back', 'UPDATE users SET is_active = NOT is_active; ROLLBACK; BEGIN'],
  ])('is not: %s', async (_, statement) => {
    expect(await announcementsOf(statement)).toBe(0);
  });
});
