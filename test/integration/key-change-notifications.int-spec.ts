import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { KEY_CHANGES_CHANNEL } from '../../src/auth/key-change-listener.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const KEY = '0123456789abcdef0123456789abcdef';
const HASH = `${KEY}${KEY}`;
const END = 'end of the test';

const FILL = `
  DELETE FROM users;
  INSERT INTO users (id, username, email, password_hash)
  SELECT id, 'operator-' || id, id || '@example.com', '-' FROM generate_series(1, 20) id;
  INSERT INTO api_keys (user_id, public_key, private_key_hash)
  SELECT id, md5(id::text), '${HASH}' FROM users;
  UPDATE api_keys SET retires_at = now() WHERE user_id = 4`;

describe('the notification of a change of keys', () => {
  let database: ConnectedDatabase;
  let client: ConnectedDatabase['client'];

  beforeAll(async () => {
    database = await connectToTestDatabase();
    ({ client } = database);
    await client.query(`LISTEN ${KEY_CHANGES_CHANNEL}`);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await notificationsOf(FILL);
  });

  /** Counts the notifications of a transaction with this statement. */
  async function notificationsOf(statement: string): Promise<number> {
    let received = 0;
    const ended = new Promise<void>((resolve) => {
      client.on('notification', ({ payload }) => {
        if (payload === END) resolve();
        else received += 1;
      });
    });
    await client.query(`BEGIN; ${statement}; COMMIT`);
    await client.query(`SELECT pg_notify($1, $2)`, [KEY_CHANGES_CHANNEL, END]);
    await ended;
    client.removeAllListeners('notification');
    return received;
  }

  it.each([
    ['disabling an operator', 'UPDATE users SET is_active = false WHERE id = 1'],
    ['renaming an operator', `UPDATE users SET username = 'amina' WHERE id = 1`],
    ['retiring a key', 'UPDATE api_keys SET retires_at = now() WHERE user_id = 1'],
    [
      'extending a grace period',
      `UPDATE api_keys SET retires_at = retires_at + '1 h' WHERE user_id = 4`,
    ],
    ['changing a public key', `UPDATE api_keys SET public_key = '${KEY}' WHERE user_id = 1`],
    ['giving a key to another operator', 'UPDATE api_keys SET user_id = 2 WHERE user_id = 4'],
    ['removing a key', 'DELETE FROM api_keys WHERE user_id = 2'],
    ['removing an operator with a key', 'DELETE FROM users WHERE id = 3'],
    ['many changes in one transaction', 'UPDATE users SET is_active = false; DELETE FROM users'],
    ['emptying the table', 'TRUNCATE api_keys'],
  ])('is sent once: %s', async (_, statement) => {
    expect(await notificationsOf(statement)).toBe(1);
  });

  it.each([
    ['a new password', `UPDATE users SET password_hash = 'x'`],
    ['a profile', `UPDATE users SET bio = 'x', website = 'y', email = 'z', updated_at = now()`],
    [
      'an update that changes no value',
      'UPDATE users SET is_active = is_active, username = username',
    ],
    ['another private key', `UPDATE api_keys SET private_key_hash = '${HASH}'`],
    [
      'an update that changes no key',
      'UPDATE api_keys SET public_key = public_key, user_id = user_id',
    ],
    [
      'a new operator with a key, which no server has cached',
      `INSERT INTO users (id, username, email, password_hash) VALUES (99, 'new', '', '-');
       INSERT INTO api_keys (user_id, public_key, private_key_hash) VALUES (99, '${KEY}', '${HASH}')`,
    ],
    ['a change that is rolled back', 'UPDATE users SET is_active = NOT is_active; ROLLBACK; BEGIN'],
  ])('is not sent: %s', async (_, statement) => {
    expect(await notificationsOf(statement)).toBe(0);
  });
});
