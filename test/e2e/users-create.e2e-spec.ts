import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type CommandResult, runCommand } from '../support/command.js';
import { createTestDatabase, databaseSettings, type TestDatabase } from '../support/postgres.js';

const SECRETS = { JWT_SECRET: randomHex(32), ENCRYPTION_KEY: KeyRing.generateKey() };
const EMAIL = ['--email', 'amina@example.com'];

/** What was printed behind a name. */
const printed = ({ stdout }: CommandResult, name: string): string =>
  new RegExp(`^${name}: (.+)$`, 'm').exec(stdout)?.[1] ?? '';

describe('npm run users:create', () => {
  let database: TestDatabase;
  let app: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url, settings: { REGISTRATION: 'first' } });
  });
  afterAll(async () => {
    await app.stop();
    await database.drop();
  });

  const users = (args: readonly string[], url = database.url): Promise<CommandResult> =>
    runCommand('src/users/cli', args, { ...databaseSettings(url), ...SECRETS });

  it('prints a password and a pair of keys that log in, and is the first operator', async () => {
    const result = await users(['create', ' Amina ', ...EMAIL]);
    expect(result.status).toBe(0);
    const password = printed(result, 'password');
    const public_key = printed(result, 'public_key');
    const private_key = printed(result, 'private_key');
    expect(public_key).toMatch(/^[0-9a-f]{32}$/);
    expect(private_key).toMatch(/^[0-9a-f]{64}$/);

    const login = await app.post('/users/login/', { username: 'amina', password }).expect(200);
    expect(String(login.body.user_id)).toBe(printed(result, 'user_id'));
    await app.post('/users/api-key-login/', { public_key, private_key }).expect(200);
    const late = { username: 'late', email: 'l@example.com', password: 'correct horse battery' };
    await app.post('/users/register/', late).expect(403);
  });

  it('writes a line of the security log that holds no secret', async () => {
    const result = await users(['create', 'baraka', ...EMAIL]);
    expect(JSON.parse(result.stderr)).toMatchObject({
      security: true,
      event: 'user_created',
      userId: Number(printed(result, 'user_id')),
    });
    for (const secret of ['password', 'private_key']) {
      expect(result.stderr).not.toContain(printed(result, secret));
    }
  });

  it.each([
    ['a name that is taken', ['chiku', ...EMAIL], 'This user name is taken. Choose another one.'],
    ['a name of two words', ['two words', ...EMAIL], 'username may have 1 to 150 letters'],
    ['no e-mail address', ['dalili', '--email', 'none'], 'email must be an e-mail address'],
  ])('refuses %s with the error of the API', async (_, args, complaint) => {
    await users(['create', 'Chiku', ...EMAIL]);
    const result = await users(['create', ...args]);
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toContain(complaint);
    expect(result.stderr).not.toContain(' at ');
  });

  it.each([[[]], [['create']], [['create', 'x']], [['create', 'x', 'y', ...EMAIL]], [['x', 'y']]])(
    'explains itself for %j',
    async (args) => {
      const result = await users(args);
      expect(result.status).toBe(2);
      expect(result.stderr).toContain('Usage:');
    },
  );

  it('migrates an empty database, as a start in development does', async () => {
    const empty = await createTestDatabase({ migrated: false });
    try {
      expect(await users(['create', 'amina', ...EMAIL], empty.url)).toMatchObject({ status: 0 });
    } finally {
      await empty.drop();
    }
  });
});
