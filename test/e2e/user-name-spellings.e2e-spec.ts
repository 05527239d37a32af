import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { type Test } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CloudPilotDatabase } from '../support/cloudpilot.js';
import { ENCRYPTION_KEY, runImport } from '../support/cloudpilot-import.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const PASSWORD = 'correct horse battery';
/** One password, as a Mac types it, as a phone does, and with a letter of another width. */
const DECOMPOSED = 'cafe\u0301 ya Mzima';
const COMPOSED = 'caf\u00e9 ya Mzima';
const FULL_WIDTH = 'caf\u00e9 ya \uff2dzima';

describe('user names and passwords in other spellings', () => {
  let database: TestDatabase;
  let app: TestApp;
  let limited: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url, settings: { ENCRYPTION_KEY } });
    limited = await startTestApp({
      databaseUrl: database.url,
      simulator: app.simulator,
      settings: { RATE_LIMIT_SCALE: '1' },
    });
  });
  afterAll(async () => {
    await limited.stop();
    await app.stop();
    await database.drop();
  });

  const register = (username: string, password = PASSWORD): Test =>
    app.post('/users/register/', { username, email: 'new@example.com', password });
  const logIn = (username: string, password = PASSWORD, on = app): Test =>
    on.post('/users/login/', { username, password });

  /** How a name may come out of a clipboard or another keyboard; `name` is in small letters. */
  const spellingsOf = (name: string): readonly [string, string][] => [
    ['with blanks around it', `  ${name}\t`],
    ['with a no-break space behind it', `${name}\u00a0`],
    ['with a zero-width space in it', `${name.slice(0, 3)}\u200b${name.slice(3)}`],
    ['with a byte order mark before it', `\ufeff${name}`],
    ['with marks of direction around it', `\u202a${name}\u202c`],
    ['in capitals', name.toUpperCase()],
    [
      'in full-width letters',
      name.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
    ],
    ['with a Kelvin sign for its k', name.replace('k', '\u212a')],
  ];

  it('are one name at registration and at login', async () => {
    for (const index of spellingsOf('kiosk').keys()) {
      const name = `kiosk-${randomHex(6)}`;
      const [what, spelling] = spellingsOf(name)[index] ?? ['', ''];
      const { body, status } = await register(spelling);
      expect({ what, status }).toEqual({ what, status: 201 });
      for (const [other, typed] of [['as it is', name] as const, ...spellingsOf(name)]) {
        const answer = await logIn(typed);
        expect({ what, other, status: answer.status }).toEqual({ what, other, status: 200 });
        expect(answer.body.user_id).toBe(body.user_id);
      }
      for (const [other, typed] of spellingsOf(name)) {
        const answer = await register(typed);
        expect({ other, status: answer.status }).toEqual({ other, status: 400 });
        expect(answer.body.fields).toEqual({
          username: ['This user name is taken. Choose another one.'],
        });
      }
    }
  });

  it('are shown without what cannot be seen', async () => {
    const name = `Kiosk-${randomHex(6)}`;
    await register(`\u200b${name}\u00a0`).expect(201);
    expect((await logIn(name)).body.username).toBe(name);
  });

  it('are one name to the limit of failed logins', async () => {
    const name = `kiosk-${randomHex(6)}`;
    await register(name).expect(201);
    const spellings = [name, ...spellingsOf(name).map(([, spelling]) => spelling)];
    for (let count = 0; count < 10; count += 1) {
      await logIn(spellings[count % spellings.length] ?? name, 'wrong', limited).expect(401);
    }
    await logIn(`${name}\u200b`, PASSWORD, limited).expect(429);
  });

  it.each([
    ['with an accent composed, registered decomposed', DECOMPOSED, COMPOSED],
    ['with an accent decomposed, registered composed', COMPOSED, DECOMPOSED],
    ['in full-width letters', COMPOSED, FULL_WIDTH],
  ])('log in with the password %s', async (_, registered, typed) => {
    const name = `kiosk-${randomHex(6)}`;
    await register(name, registered).expect(201);
    await logIn(name, registered).expect(200);
    await logIn(name, typed).expect(200);
    await logIn(name, typed.slice(0, -1)).expect(401);
  });

  it('log in against an older hash of another form, which is then replaced', async () => {
    for (const old of [DECOMPOSED, FULL_WIDTH]) {
      const name = `kiosk-${randomHex(6)}`;
      const { body } = await register(name).expect(201);
      const hashed = async (): Promise<unknown> =>
        app.database.query('SELECT password_hash FROM users WHERE id = $1', [body.user_id]);
      await app.database.query('UPDATE users SET password_hash = $2 WHERE id = $1', [
        body.user_id,
        await hash(old),
      ]);
      const before = await hashed();
      await logIn(name, old).expect(200);
      const after = await hashed();
      expect(after).not.toEqual(before);
      await logIn(name, COMPOSED).expect(200);
      await logIn(name, old).expect(200);
      expect(await hashed()).toEqual(after);
    }
  });

  it('take the form of the accent that an older hash was made of', async () => {
    const name = `kiosk-${randomHex(6)}`;
    const { body } = await register(name).expect(201);
    await app.database.query('UPDATE users SET password_hash = $2 WHERE id = $1', [
      body.user_id,
      await hash(DECOMPOSED),
    ]);
    await logIn(name, COMPOSED).expect(200);
    await logIn(name, 'cafe ya Mzima').expect(401);
  });

  it('change a password that is typed in another form', async () => {
    const name = `kiosk-${randomHex(6)}`;
    await register(name, COMPOSED).expect(201);
    const { body } = await logIn(name, COMPOSED).expect(200);
    const change = { old_password: DECOMPOSED, new_password: `${DECOMPOSED} 2` };
    await app
      .post('/users/change-password/', change, { Authorization: `Bearer ${body.access_token}` })
      .expect(200);
    await logIn(name, `${COMPOSED} 2`).expect(200);
  });

  it('log in when imported with letters that not every database folds', async () => {
    const pilot = await CloudPilotDatabase.create();
    try {
      await pilot.user({ id: 4001, username: '\u00c9mile', password: PASSWORD });
      await pilot.user({ id: 4002, username: '\u00c5SA', password: PASSWORD });
      await runImport(database, pilot);
      // As an earlier version has brought it.
      await app.database.query(`UPDATE users SET username = '\u00c5SA' WHERE id = 4002`);
      const { status, stderr } = await runImport(database, pilot);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    } finally {
      await pilot.drop();
    }
    for (const typed of ['\u00e9mile', '\u00c9mile', 'E\u0301MILE', ' \u00e9MILE ']) {
      expect((await logIn(typed).expect(200)).body.user_id).toBe(4001);
    }
    expect((await logIn('A\u030aSA').expect(200)).body.user_id).toBe(4002);
  });

  it('measure a new password in the form that is compared', async () => {
    const short = 'e\u0301'.repeat(5);
    const { body } = await register(`kiosk-${randomHex(6)}`, short).expect(400);
    expect(body.fields).toEqual({ password: ['password must have at least 10 characters'] });
  });
});
