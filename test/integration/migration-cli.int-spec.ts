import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { execute } from 'embedded-postgres-server/testing';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MIGRATIONS } from '../../migrations/index.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let directory: string;
beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
  directory = await mkdtemp(join(tmpdir(), 'lipafi-cli-'));
  await chmod(directory, 0o711);
});
afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const built = (file: string): string =>
  join(process.env['LIPAFI_TEST_BUILD'] ?? '', 'src', 'database', file);

/** Runs a program in the empty directory, with these settings and no others. */
function run(args: string[], settings: Record<string, string>): Promise<Result> {
  const env = { PATH: process.env['PATH'], NODE_ENV: 'test', ...settings };
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: directory, env }, (error, out, err) => {
      done({ status: error ? Number(error.code) : 0, stdout: out, stderr: err });
    });
  });
}

const cli = (args: string[], settings: Record<string, string> = {}): Promise<Result> =>
  run([built('cli.js'), ...args], settings);

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('the command line of the migrations', () => {
  it('applies them, prints which, and reverts the last one', async () => {
    const settings = { DATABASE_URL: database.url };
    const names = MIGRATIONS.map(({ name }) => name);
    const last = names.at(-1) ?? '';
    expect(lines((await cli(['run'], settings)).stdout)).toEqual(
      names.map((name) => `Applied migration ${name}`),
    );
    expect(lines((await cli(['run'], settings)).stdout)).toEqual(['No migrations are pending']);
    expect(lines((await cli(['revert'], settings)).stdout)).toEqual([`Reverted migration ${last}`]);
    expect(lines((await cli(['run'], settings)).stdout)).toEqual([`Applied migration ${last}`]);
  });

  it('migrates the embedded database when the settings name no other', async () => {
    const [first] = MIGRATIONS;
    // Open whatever the umask is, so that the database stays in this directory and goes with it.
    await mkdir(join(directory, 'data'));
    await chmod(join(directory, 'data'), 0o711);
    const { stdout, status } = await cli(['run'], { DATA_DIR: 'data' });
    expect(status).toBe(0);
    expect(stdout).toContain(`Applied migration ${first.name}`);
    expect(lines((await cli(['run'], { DATA_DIR: 'data' })).stdout)).toEqual([
      'No migrations are pending',
    ]);
  });

  it('finds no fault with the migrations, on a database of its own', async () => {
    const { stdout, status } = await cli(['check']);
    expect(stdout).toContain('the entities agree with them');
    expect(status).toBe(0);
    expect(await readdir(directory)).toEqual([]);
  });

  it('fails in one sentence when the database cannot be reached', async () => {
    const url = new URL(database.url);
    url.port = '1';
    const { status, stderr } = await cli(['run'], { DATABASE_URL: url.href });
    expect(status).toBe(1);
    expect(lines(stderr)).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });

  it.each([[[]], [['fly']]])('explains itself when asked %j', async (args: string[]) => {
    const { status, stderr } = await cli(args);
    expect(status).toBe(2);
    expect(stderr).toContain('Usage: cli.js <command>');
  });
});

describe("TypeORM's generator of migrations", () => {
  const generate = (): Promise<Result> =>
    run(
      [
        createRequire(import.meta.url).resolve('typeorm/cli.js'),
        'migration:generate',
        'add-notes',
        '--dataSource',
        built('cli-data-source.js'),
      ],
      { DATABASE_URL: database.url },
    );

  const written = async (): Promise<string[]> =>
    (await readdir(directory)).filter((name) => name.endsWith('.ts'));

  it('writes what the entities have and the database has not', async () => {
    await cli(['run'], { DATABASE_URL: database.url });
    expect((await generate()).stdout).toContain('No changes in database schema were found');
    expect(await written()).toEqual([]);

    await execute(database.url, 'ALTER TABLE users DROP COLUMN bio');
    expect((await generate()).status).toBe(0);
    const [file = ''] = await written();
    expect(file).toMatch(/^\d{13}-add-notes\.ts$/);
    const [up = '', down = ''] = (await readFile(join(directory, file), 'utf8')).split('down(');
    expect(up).toContain('ALTER TABLE "users" ADD "bio" text NOT NULL DEFAULT');
    expect(down).toContain('ALTER TABLE "users" DROP COLUMN "bio"');
  });
});
