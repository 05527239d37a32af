import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { startTestApp, type TestApp } from '../support/app.js';
import { CloudPilotDatabase } from '../support/cloudpilot.js';
import { ENCRYPTION_KEY, runImport } from '../support/cloudpilot-import.js';
import { type CommandResult } from '../support/command.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

interface Account {
  readonly name: string;
  readonly hash: string;
}

const { accepted: allAccepted, refused: allRefused } = JSON.parse(
  readFileSync(new URL('../../src/auth/fixtures/django-passwords.json', import.meta.url), 'utf8'),
) as {
  readonly accepted: readonly (Account & { readonly password: string })[];
  readonly refused: readonly (Account & { readonly fault: string })[];
};

/** One of each format, at a low cost: every login does the work of all of them. */
const accepted = allAccepted.filter(({ name }) =>
  /low cost|few iterations|little memory/.test(name),
);
/** That system keeps 128 characters at most. */
const refused = allRefused.filter(({ hash }) => hash.length <= 128);

const FIRST_ACCEPTED = 101;
const FIRST_REFUSED = 201;

describe('imported passwords', () => {
  let database: TestDatabase;
  let pilot: CloudPilotDatabase;
  let app: TestApp;
  let result: CommandResult;

  beforeAll(async () => {
    database = await createTestDatabase();
    pilot = await CloudPilotDatabase.create();
    const accounts = [
      ...accepted.map(({ hash }, at) => ({ id: FIRST_ACCEPTED + at, hash })),
      ...refused.map(({ hash }, at) => ({ id: FIRST_REFUSED + at, hash })),
    ];
    for (const { id, hash } of accounts) {
      await pilot.user({ id, password: 'x' });
      await pilot.client.query('UPDATE auth_user SET password = $2 WHERE id = $1', [id, hash]);
    }
    result = await runImport(database, pilot);
    app = await startTestApp({ databaseUrl: database.url, settings: { ENCRYPTION_KEY } });
  });
  afterAll(async () => {
    await app.stop();
    await pilot.drop();
    await database.drop();
  });

  const hashOf = async (id: number): Promise<string> => {
    const [row] = await app.database.query<{ hash: string }>(
      'SELECT password_hash AS hash FROM users WHERE id = $1',
      [id],
    );
    return row?.hash ?? '';
  };
  const lockedOut = ({ stdout }: CommandResult): string[] =>
    stdout.split('\n').filter((line) => line.includes('cannot log in'));
  const said = ({ fault }: (typeof refused)[number], at: number): string =>
    `auth_user ${FIRST_REFUSED + at} (operator-${FIRST_REFUSED + at}) ` +
    `cannot log in with a password: ${fault}`;

  it('are all checked, and those that let nobody in are named with the reason', () => {
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(lockedOut(result)).toEqual(refused.map(said));
    expect(result.stdout.trim().split('\n').at(-1)).toBe(
      `Everything is here but the passwords of ${refused.length} operators, named above. For each ` +
        'of them, "npm run users:reset-password -- NAME" makes a token to set a new one with.',
    );
  });

  it('are not kept where they let nobody in', async () => {
    const kept = await Promise.all(refused.map((_, at) => hashOf(FIRST_REFUSED + at)));
    expect([...new Set(kept)]).toEqual(['!']);
    const username = `operator-${FIRST_REFUSED}`;
    await app.post('/users/login/', { username, password: '!' }).expect(401);
  });

  it.each(accepted.map(({ name, password }, at) => ({ name, password, id: FIRST_ACCEPTED + at })))(
    'log in as $name and are argon2id from then on',
    async ({ id, password }) => {
      const username = `operator-${id}`;
      await app.post('/users/login/', { username, password: `${password}x` }).expect(401);
      expect(await hashOf(id)).not.toMatch(/^[$]argon2id[$]/);
      await app.post('/users/login/', { username, password }).expect(200);
      expect(await hashOf(id)).toMatch(/^[$]argon2id[$]v=19[$]m=19456,t=2,p=1[$]/);
      await app.post('/users/login/', { username, password }).expect(200);
      await app.post('/users/login/', { username, password: `${password}x` }).expect(401);
    },
  );

  it('are named again by a later import until a new one was set here', async () => {
    await app.database.query(`UPDATE users SET password_hash = '$argon2id$new' WHERE id = $1`, [
      FIRST_REFUSED,
    ]);
    const again = await runImport(database, pilot);
    expect(lockedOut(again)).toEqual(refused.map(said).slice(1));
    expect(await hashOf(FIRST_REFUSED)).toBe('$argon2id$new');
  });
});
