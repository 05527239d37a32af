import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { execute } from 'embedded-postgres-server/testing';
import { runCommand } from '../support/command.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const SECRETS = { JWT_SECRET: randomHex(32), ENCRYPTION_KEY: KeyRing.generateKey() };

describe('a start that fails says in one sentence', () => {
  let database: TestDatabase;
  let empty: TestDatabase;
  let taken: Server;
  let takenPort: string;
  let folder: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    empty = await createTestDatabase({ migrated: false });
    taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    takenPort = String((taken.address() as AddressInfo).port);
    folder = await mkdtemp(join(tmpdir(), 'lipafi-start-'));
    await writeFile(join(folder, 'file'), '');
  });
  afterAll(async () => {
    taken.close();
    await rm(folder, { recursive: true });
    await Promise.all([database.drop(), empty.drop()]);
  });

  /** What the server says before it ends. */
  async function complaintOf(settings: Readonly<Record<string, string>>): Promise<string> {
    const { status, stdout, stderr } = await runCommand('src/main', [], {
      HOST: '127.0.0.1',
      ...settings,
    });
    expect(status).toBe(1);
    expect(stdout).not.toMatch(/^ {4}at |\\n {4}at /m);
    expect(stderr.trim()).not.toContain('\n');
    return stderr;
  }

  it('what to run when the database was not migrated', async () => {
    expect(
      await complaintOf({ ...SECRETS, DATABASE_URL: empty.url, MIGRATE_ON_START: 'false' }),
    ).toBe(
      'The database is not up to date: run "npm run migration:run", or set MIGRATE_ON_START=true.\n',
    );
  });

  it('that the port is taken', async () => {
    expect(await complaintOf({ ...SECRETS, DATABASE_URL: database.url, PORT: takenPort })).toBe(
      'Another program listens on the port of PORT: stop it, or set another PORT.\n',
    );
  });

  it("that the simulator's port is taken", async () => {
    expect(
      await complaintOf({
        ...SECRETS,
        DATABASE_URL: database.url,
        SIMULATOR: 'on',
        SIMULATOR_PORT: takenPort,
      }),
    ).toBe(
      'Another program listens on the port of SIMULATOR_PORT: stop it, or set another SIMULATOR_PORT.\n',
    );
  });

  it('that the host is not of this machine', async () => {
    expect(
      await complaintOf({ ...SECRETS, DATABASE_URL: database.url, PORT: '0', HOST: '192.0.2.1' }),
    ).toBe('HOST is not an address of this machine.\n');
  });

  it('that the data folder cannot be used for secrets', async () => {
    const settings = { DATABASE_URL: database.url, DATA_DIR: join(folder, 'file') };
    expect(await complaintOf(settings)).toBe(
      'The folder of DATA_DIR cannot be read and written (EEXIST): set another one.\n',
    );
  });

  it('that the data folder cannot be used for the database', async () => {
    const settings = { ...SECRETS, DATA_DIR: join(folder, 'file') };
    expect(await complaintOf(settings)).toBe(
      'The folder of DATA_DIR cannot be read and written (EEXIST): set another one, or DATABASE_URL.\n',
    );
  });

  it('that the data folder holds something else than a database', async () => {
    await mkdir(join(folder, 'foreign', 'postgres', 'other'), { recursive: true });
    const settings = { ...SECRETS, DATA_DIR: join(folder, 'foreign') };
    expect(await complaintOf(settings)).toBe(
      'DATA_DIR/postgres holds something that is no complete database: move it away. ' +
        'To use a PostgreSQL of your own instead, set DATABASE_URL.\n',
    );
  });

  it('that the user name or the password of the database is wrong', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'wrong';
    expect(await complaintOf({ ...SECRETS, DATABASE_URL: wrong.href })).toBe(
      'The database of DATABASE_URL cannot be reached: user name or password are wrong (28P01).\n',
    );
  });

  it('that the server wants a password and the setting has none', async () => {
    const without = new URL(database.url);
    without.password = '';
    expect(await complaintOf({ ...SECRETS, DATABASE_URL: without.href })).toBe(
      'The database of DATABASE_URL cannot be reached: user name or password are wrong (28P01).\n',
    );
  });

  it('that the user of the database may not make its tables', async () => {
    const role = `guest_${randomHex(6)}`;
    await execute(empty.url, `CREATE ROLE ${role} LOGIN PASSWORD 'guest'`);
    try {
      const url = Object.assign(new URL(empty.url), { username: role, password: 'guest' });
      const settings = { ...SECRETS, DATABASE_URL: url.href, MIGRATE_ON_START: 'true' };
      expect(await complaintOf(settings)).toBe(
        'The user of DATABASE_URL may not change the tables of the database: name its owner there.\n',
      );
    } finally {
      await execute(empty.url, `DROP ROLE ${role}`);
    }
  });

  it('that nothing answers where the database should be', async () => {
    const url = 'postgresql://lipafi@127.0.0.1:1/lipafi';
    expect(await complaintOf({ ...SECRETS, DATABASE_URL: url })).toBe(
      'The database of DATABASE_URL cannot be reached: nothing answers at its host and port (ECONNREFUSED).\n',
    );
  });

  it('that the database does not encrypt connections', async () => {
    expect(
      await complaintOf({ ...SECRETS, DATABASE_URL: `${database.url}?sslmode=verify-full` }),
    ).toMatch(/^The database of DATABASE_URL cannot be reached: .*SSL.*\n$/);
  });

  it('that the demo has no place for its data', async () => {
    const { status, stderr } = await runCommand('src/demo/main', ['--once'], {
      TMPDIR: join(folder, 'file'),
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The demo has failed: ENOTDIR.*\n$/);
  });
});
