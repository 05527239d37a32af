import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DataSource, EntitySchema } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { SystemClock } from '../../src/common/clock.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { generateMigration } from '../../src/database/generate-migration.js';
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

/** Runs the command line in the empty directory, with these settings and no others. */
function cli(args: string[], settings: Record<string, string> = {}): Promise<Result> {
  const program = join(process.env['LIPAFI_TEST_BUILD'] ?? '', 'src', 'database', 'cli.js');
  const env = { PATH: process.env['PATH'], NODE_ENV: 'test', ...settings };
  return new Promise((done) => {
    execFile(process.execPath, [program, ...args], { cwd: directory, env }, (error, out, err) => {
      done({ status: error ? Number(error.code) : 0, stdout: out, stderr: err });
    });
  });
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('the command line of the migrations', () => {
  it('applies them, says which, and takes the last one back', async () => {
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

  it('drafts nothing when there is nothing to draft', async () => {
    expect(await cli(['generate', 'add-nothing'])).toEqual({
      status: 0,
      stdout: 'The entities agree with the migrations\n',
      stderr: '',
    });
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

describe('a drafted migration', () => {
  const NOTES = new EntitySchema({
    name: 'notes',
    columns: { id: { type: 'integer', primary: true } },
  });
  const draft = async (name: string): Promise<string | undefined> => {
    const dataSource = await new DataSource({
      ...dataSourceOptions(database.url, 1),
      entities: [NOTES],
    }).initialize();
    try {
      return await generateMigration(dataSource, directory, name, new SystemClock());
    } finally {
      await dataSource.destroy();
    }
  };

  it('has what the entities have and the database has not, and is listed last', async () => {
    await copyFile(resolve('migrations', 'index.ts'), join(directory, 'index.ts'));
    const file = (await draft('add-notes')) ?? '';
    expect(file).toMatch(/\/\d{13}-add-notes\.ts$/);
    const source = await readFile(file, 'utf8');
    const [up = '', down = ''] = source.split('async down');
    expect(up).toContain('CREATE TABLE "notes"');
    expect(down).toContain('DROP TABLE "notes"');
    const name = /class (\w+)/.exec(source)?.[1] ?? '';
    expect(await readFile(join(directory, 'index.ts'), 'utf8')).toContain(
      `  ${name},\n] as const;`,
    );
  });

  it('is not written under a name that is no file name', async () => {
    await expect(draft('../Add Notes')).rejects.toThrow('lower-case words with hyphens');
    expect(await readdir(directory)).toEqual([]);
  });
});
