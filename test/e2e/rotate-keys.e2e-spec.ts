import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import request from 'supertest';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { newId } from '../../src/common/ids/uuid.js';
import { SEALED_COLUMNS } from '../../src/keys/sealed-columns.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type CommandResult, runCommand, startCommand } from '../support/command.js';
import { statementWaitsFor } from '../support/locks.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const OLD = KeyRing.generateKey();
const NEW = KeyRing.generateKey();
const ring = (...keys: string[]): KeyRing => KeyRing.parse(new Secret(keys.join(',')));

let database: TestDatabase;
let client: pg.Client;
beforeEach(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

const keys = (command: string, encryptionKey: string): Promise<CommandResult> =>
  runCommand('src/keys/cli', [command], settings(encryptionKey));
const settings = (encryptionKey: string): Record<string, string> => ({
  DATABASE_URL: database.url,
  JWT_SECRET: randomHex(32),
  ENCRYPTION_KEY: encryptionKey,
});

/** Every sealed value of the database, by its place. */
async function sealedValues(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { table, column, key } of SEALED_COLUMNS) {
    const id = key.map(([name]) => `${name}::text`).join(` || '-' || `);
    const { rows } = await client.query<{ id: string; token: string }>(
      `SELECT ${id} AS id, ${column} AS token FROM ${table} WHERE ${column} <> ''`,
    );
    for (const row of rows) found[`${table}.${column} ${row.id}`] = row.token;
  }
  return found;
}

/** What the sealed values hold, opened with these keys. */
async function openedValues(keyRing: KeyRing): Promise<Record<string, string>> {
  const values = Object.entries(await sealedValues());
  return Object.fromEntries(values.map(([place, token]) => [place, keyRing.open(token).reveal()]));
}

/** Adds many credentials of one operator, sealed with the old key; gives their ids in order. */
async function manyCredentials(count: number): Promise<number[]> {
  const { rows: users } = await client.query<{ id: number }>(
    `INSERT INTO users (username, email, password_hash) VALUES ('amina', '', '') RETURNING id`,
  );
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO credentials (user_id, provider, api_key, private_key_sealed, private_key_hint)
     SELECT $1, 'instasend', 'ISPubKey', token, ''
       FROM unnest($2::text[]) WITH ORDINALITY AS given(token, place) ORDER BY place
     RETURNING id`,
    [users[0]?.id, Array.from({ length: count }, (_, n) => ring(OLD).seal(new Secret(`key ${n}`)))],
  );
  return rows.map(({ id }) => id);
}

describe('a new encryption key', () => {
  it('is printed by keys:generate, another one each time, and seals', async () => {
    const [one, two] = [await keys('generate', OLD), await keys('generate', OLD)];
    expect(one.stdout).not.toBe(two.stdout);
    const generated = ring(one.stdout.trim());
    expect(generated.open(generated.seal(new Secret('a'))).reveal()).toBe('a');
  });
});

describe('the list of sealed columns', () => {
  it('has every column of the database that is named like one', async () => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name LIKE '%\\_sealed'`,
    );
    const listed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
    expect(rows.map(({ name }) => name).toSorted()).toEqual(listed.toSorted());
  });
});

describe('keys:rotate beside a running server', () => {
  let app: TestApp;
  let shop: Shop;
  beforeEach(async () => {
    app = await startTestApp({
      databaseUrl: database.url,
      settings: { ENCRYPTION_KEY: `${OLD},${NEW}` },
    });
    shop = await aShop(app);
    const key = { 'Idempotency-Key': newId() };
    await app
      .post('/payments/intasend/create-link/', shop.saleRequest(), { ...shop.portal, ...key })
      .expect(201);
    await request(app.url)
      .patch(`/payments/credentials/${shop.credentialId}/`)
      .set(shop.token)
      .send({ webhook_challenge: 'another one' })
      .expect(200);
    // No provider with further fields is there to add credentials for.
    for (const table of ['credentials', 'credential_versions']) {
      await client.query(`UPDATE ${table} SET further_fields_sealed = $1`, [
        ring(OLD).seal(new Secret('{"till_number":"K000000"}')),
      ]);
    }
  });
  afterEach(() => app.stop());

  it('seals everything with the first key, so that the old one can go', async () => {
    const before = await openedValues(ring(OLD));
    expect(Object.keys(before)).toHaveLength(SEALED_COLUMNS.length);

    const { status, stdout } = await keys('rotate', `${NEW},${OLD}`);
    expect({ status, lines: stdout.trim().split('\n') }).toEqual({
      status: 0,
      lines: [
        ...SEALED_COLUMNS.map(
          ({ table, column }) =>
            `${table}.${column}: 0 sealed with the first key, 1 with older ones`,
        ),
        ...SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}: 1 sealed anew`),
        ...SEALED_COLUMNS.map(
          ({ table, column }) =>
            `${table}.${column}: 1 sealed with the first key, 0 with older ones`,
        ),
        'The first key opens everything.',
      ],
    });
    expect(await openedValues(ring(NEW))).toEqual(before);
    // The server that runs knows both keys, and goes on selling with what was sealed anew.
    await initiate(app, shop).expect(201);
  });

  it('does nothing the second time', async () => {
    await keys('rotate', `${NEW},${OLD}`);
    const sealed = await sealedValues();
    const again = await keys('rotate', `${NEW},${OLD}`);
    expect(again.status).toBe(0);
    expect(again.stdout).toContain('credentials.private_key_sealed: 0 sealed anew');
    expect(await sealedValues()).toEqual(sealed);
    expect((await keys('check', `${NEW},${OLD}`)).status).toBe(0);
  });

  it('shows with keys:check which values need an older key, and changes nothing', async () => {
    const sealed = await sealedValues();
    const { status, stdout } = await keys('check', `${NEW},${OLD}`);
    expect(status).toBe(1);
    expect(stdout).toContain('routers.password_sealed: 0 sealed with the first key, 1 with older');
    expect(await sealedValues()).toEqual(sealed);
  });

  it('changes no time that operators see', async () => {
    const times = `SELECT updated_at FROM credentials UNION ALL SELECT updated_at FROM routers`;
    const { rows: before } = await client.query(times);
    await keys('rotate', `${NEW},${OLD}`);
    expect((await client.query(times)).rows).toEqual(before);
  });

  it('refuses when a value does not open: names its row, and changes nothing', async () => {
    const stranger = KeyRing.generateKey();
    const token = ring(stranger).seal(new Secret('from elsewhere'));
    await client.query(`UPDATE routers SET password_sealed = $1`, [token]);
    const sealed = await sealedValues();

    const { status, stdout, stderr } = await keys('rotate', `${NEW},${OLD}`);
    expect(status).toBe(1);
    expect(stderr).toContain(
      `routers.password_sealed of row ${shop.routerId} cannot be opened with any key of ENCRYPTION_KEY`,
    );
    expect(await sealedValues()).toEqual(sealed);
    for (const secret of [stranger, OLD, NEW, token, shop.secretKey]) {
      expect(stdout + stderr).not.toContain(secret);
    }
  });

  it('loses no change that operators make meanwhile', async () => {
    const path = `/payments/credentials/${shop.credentialId}/update-private-key/`;
    const rotation = startCommand('src/keys/cli', ['rotate'], settings(`${NEW},${OLD}`));
    const changed: string[] = [];
    const over = rotation.result.then(() => 'over');
    do {
      const next = `ISSecretKey_test_${randomHex(12)}`;
      await app.post(path, { private_key: next }, shop.token).expect(200);
      changed.push(next);
    } while ((await Promise.race([over, Promise.resolve('not yet')])) !== 'over');
    const opened = await openedValues(ring(OLD, NEW));
    expect(opened[`credentials.private_key_sealed ${shop.credentialId}`]).toBe(changed.at(-1));
  });
});

describe('keys:rotate in the middle of its work', () => {
  let blocker: pg.Client;
  beforeEach(async () => {
    blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
  });
  afterEach(() => blocker.end());

  it('leaves a value alone that was changed between reading and writing', async () => {
    const [, second = 0] = await manyCredentials(3);
    await blocker.query('BEGIN');
    await blocker.query('SELECT FROM credentials WHERE id = $1 FOR UPDATE', [second]);
    const rotation = startCommand('src/keys/cli', ['rotate'], settings(`${NEW},${OLD}`));
    await statementWaitsFor(blocker);
    // Sealed by a server that does not put the new key first yet.
    await blocker.query('UPDATE credentials SET private_key_sealed = $2 WHERE id = $1', [
      second,
      ring(OLD).seal(new Secret('changed meanwhile')),
    ]);
    await blocker.query('COMMIT');

    const { status, stdout } = await rotation.result;
    expect(stdout).toContain('credentials.private_key_sealed: 2 sealed anew');
    expect(stdout).toContain(
      'credentials.private_key_sealed: 2 sealed with the first key, 1 with older ones',
    );
    expect(status).toBe(1);
    const opened = await openedValues(ring(NEW, OLD));
    expect(opened[`credentials.private_key_sealed ${second}`]).toBe('changed meanwhile');
  });

  it('can be killed, and the next run does the rest', async () => {
    const ids = await manyCredentials(450);
    const before = await openedValues(ring(OLD));
    await blocker.query('BEGIN');
    await blocker.query('SELECT FROM credentials WHERE id = $1 FOR UPDATE', [ids[300]]);
    const rotation = startCommand('src/keys/cli', ['rotate'], settings(`${NEW},${OLD}`));
    await statementWaitsFor(blocker);
    rotation.child.kill('SIGKILL');
    expect((await rotation.result).status).toBe('SIGKILL');
    // The statement that waits goes with its connection or is carried out whole: either is fine.
    await blocker.query('ROLLBACK');

    const halfway = await keys('check', `${NEW},${OLD}`);
    expect(halfway.status).toBe(1);
    expect(await openedValues(ring(NEW, OLD))).toEqual(before);

    expect((await keys('rotate', `${NEW},${OLD}`)).status).toBe(0);
    expect(await openedValues(ring(NEW))).toEqual(before);
  });
});
