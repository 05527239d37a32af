import { beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { runCommand } from '../support/command.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const SECRETS = { JWT_SECRET: randomHex(32), ENCRYPTION_KEY: KeyRing.generateKey() };
const SERVER = 'src/main';
/** Every program that connects to the database of the settings, with arguments that make it. */
const PROGRAMS: readonly (readonly [string, readonly string[]])[] = [
  [SERVER, []],
  ['src/database/cli', ['run']],
  ['src/jobs/cli', ['failed']],
  ['src/keys/cli', ['check']],
  ['src/users/cli', ['create', 'amina', '--email', 'amina@example.com']],
  ['src/cloudpilot/cli', ['--dry-run']],
];
const NAMES = ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'DATABASE_REPLICA_URL'] as const;

describe('a start with a bad address of a database', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  /** What a program says with these settings; it must not get far. */
  async function complaintOf(
    [program, args]: (typeof PROGRAMS)[number],
    settings: Readonly<Record<string, string>>,
  ): Promise<string> {
    const { status, stdout, stderr } = await runCommand(program, args, {
      ...SECRETS,
      DATABASE_URL: database.url,
      CLOUDPILOT_DATABASE_URL: database.url,
      CLOUDPILOT_ENCRYPTION_KEY: SECRETS.ENCRYPTION_KEY,
      ...settings,
    });
    expect(status).toBe(1);
    return stdout + stderr;
  }

  it.each([
    ['a slash', 'postgresql://lipafi:12/canary77@db.example:5432/lipafi'],
    ['an at sign and a slash', 'postgresql://lipafi:x@canary77/y@db.example:5432/lipafi'],
    ['a number sign', 'postgresql://lipafi:x@canary77#y@db.example/lipafi'],
    ['an at sign', 'postgresql://lipafi:canary77@x@db.example/lipafi'],
    ['a question mark', 'postgresql://lipafi:12?canary77@db.example/lipafi'],
    ['a percent sign', 'postgresql://lipafi:canary77%x@db.example/lipafi'],
  ])('with %s in the password names every setting, and how to encode it', async (_, url) => {
    const said = await complaintOf(
      [SERVER, []],
      Object.fromEntries([...NAMES, 'CLOUDPILOT_DATABASE_URL'].map((name) => [name, url])),
    );
    for (const name of [...NAMES, 'CLOUDPILOT_DATABASE_URL']) {
      expect(said).toMatch(new RegExp(`- ${name} has a character .*percent-encode it: @ is %40`));
    }
    expect(said).not.toMatch(/canary77|db\.example/);
    expect(said).not.toContain('    at ');
  });

  it.each(PROGRAMS)('has the message of %s %j, and no part of the URL', async (...program) => {
    const url = 'postgresql://canary77:canary78@canary79.invalid:5432/canary80';
    const said = await complaintOf(program, { DATABASE_URL: url });
    expect(said).toMatch(/The database of DATABASE_URL cannot be reached: its host name/);
    expect(said).not.toContain('canary');
    expect(said).not.toContain('    at ');
  });

  it.each(PROGRAMS.slice(0, 4))('names the direct address in %s %j', async (...program) => {
    const url = 'postgresql://canary77:canary78@canary79.invalid:5432/canary80';
    const said = await complaintOf(program, { DATABASE_DIRECT_URL: url });
    expect(said).toContain('The database of DATABASE_DIRECT_URL cannot be reached');
    expect(said).not.toContain('canary');
  });

  it('names the address behind a pooler when only that one is wrong', async () => {
    const said = await complaintOf([SERVER, []], {
      DATABASE_URL: 'postgresql://canary77:canary78@canary79.invalid:5432/canary80',
      DATABASE_DIRECT_URL: database.url,
    });
    expect(said).toContain('The database of DATABASE_URL cannot be reached');
    expect(said).not.toContain('canary');
  });

  it('names the database to import from', async () => {
    const said = await complaintOf(['src/cloudpilot/cli', ['--dry-run']], {
      CLOUDPILOT_DATABASE_URL: 'postgresql://canary77:canary78@canary79.invalid/canary80',
    });
    expect(said).toContain('The database of CLOUDPILOT_DATABASE_URL cannot be reached');
    expect(said).not.toContain('canary');
  });

  it('explains what the server refuses', async () => {
    const wrong = new URL(database.url);
    wrong.username = 'canary77';
    wrong.password = 'canary78';
    const none = new URL(database.url);
    none.pathname = '/canary80';
    for (const [url, reason] of [
      [wrong.href, 'user name or password are wrong (28P01)'],
      [none.href, 'the server has no database of that name (3D000)'],
      ['postgresql://canary77@127.0.0.1:1/canary80', 'nothing answers at its host and port'],
    ] as const) {
      const said = await complaintOf(['src/database/cli', ['run']], { DATABASE_URL: url });
      expect(said).toContain(`The database of DATABASE_URL cannot be reached: ${reason}`);
      expect(said).not.toContain('canary');
    }
  });
});
