import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { isAlive } from './process-identity.js';
import { EmbeddedBench } from './testing/embedded-bench.js';
import { execute } from './testing/execute.js';

let bench: EmbeddedBench;
beforeEach(async () => {
  bench = await EmbeddedBench.open();
});
afterEach(() => bench.close());

async function rows(url: string, sql: string): Promise<unknown[]> {
  const [result] = await execute(url, sql);
  return (result?.rows ?? []) as unknown[];
}

const portOf = (url: string): number => Number(new URL(url).port);

describe('a first start', () => {
  let shared: EmbeddedBench;
  let url: string;
  beforeAll(async () => {
    shared = await EmbeddedBench.open();
    ({ url } = await shared.start({ durable: true }));
  });
  afterAll(() => shared.close());

  it('makes the database of that name in UTF-8 with plain byte order', async () => {
    expect(url).toMatch(/^postgresql:\/\/lipafi:[\w-]{32}@127\.0\.0\.1:\d+\/lipafi$/);
    expect(
      await rows(
        url,
        `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate, datctype, usesuper
           FROM pg_database, pg_user WHERE datname = current_database() AND usename = current_user`,
      ),
    ).toEqual([{ encoding: 'UTF8', datcollate: 'C', datctype: 'C', usesuper: true }]);
  });

  it('asks everyone for the password', async () => {
    expect(await rows(url, 'SELECT DISTINCT auth_method FROM pg_hba_file_rules')).toEqual([
      { auth_method: 'scram-sha-256' },
    ]);
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(execute(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('keeps the password for our eyes only', async () => {
    const file = join(shared.dataDir, 'postgres-password');
    expect((await readFile(file, 'utf8')).trim()).toBe(new URL(url).password);
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
  });

  it('listens on 127.0.0.1 and nowhere else', async () => {
    expect(
      await rows(
        url,
        `SELECT name, setting FROM pg_settings
           WHERE name IN ('listen_addresses', 'unix_socket_directories') ORDER BY name`,
      ),
    ).toEqual([
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'unix_socket_directories', setting: '' },
    ]);
  });

  it('leaves nothing in the data directory but what it needs', async () => {
    expect((await readdir(shared.dataDir)).sort()).toEqual([
      'postgres',
      'postgres-password',
      'postgres-users',
      'postgres.log',
    ]);
  });
});

describe('the port', () => {
  it('is the preferred one', async () => {
    await bench.addDatabase();
    const preferred = await unusedPort();
    expect(portOf((await bench.start({ port: preferred })).url)).toBe(preferred);
  });

  it('is another one when the preferred one is taken', async () => {
    await bench.addDatabase();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = (other.address() as AddressInfo).port;
    const { url } = await bench.start({ port: taken });
    other.close();
    expect(portOf(url)).not.toBe(taken);
    expect(await rows(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is used by one of two servers that prefer it at the same time', async () => {
    const port = await unusedPort();
    const dataDirs = ['one', 'other'].map((name) => join(bench.root, name));
    const servers = await Promise.all(dataDirs.map((dataDir) => bench.start({ port, dataDir })));
    const [one, other] = servers.map(({ url }) => portOf(url));
    expect(one).not.toBe(other);
  });
});

describe('stopping', () => {
  it('ends the server and may be repeated', async () => {
    await bench.addDatabase();
    const server = await bench.start();
    const postmaster = await bench.postmaster();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(isAlive(postmaster)).toBe(false);
    expect(await readdir(join(bench.dataDir, 'postgres-users'))).toEqual([]);
    expect(await readdir(join(bench.dataDir, 'postgres'))).not.toContain('postmaster.pid');
  });

  it('ends the server also when its directory has been deleted', async () => {
    await bench.addDatabase();
    const server = await bench.start();
    const postmaster = await bench.postmaster();
    await rm(bench.dataDir, { recursive: true });
    await server.stop();
    expect(isAlive(postmaster)).toBe(false);
  });
});

describe('a second start', () => {
  it('finds what the first one stored', async () => {
    await bench.addDatabase();
    const first = await bench.start();
    await execute(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await bench.start();
    expect(await rows(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('joins the server that runs, and the last one to stop ends it', async () => {
    await bench.addDatabase();
    const first = await bench.start();
    const second = await bench.start();
    const postmaster = await bench.postmaster();
    expect(second.url).toBe(first.url);
    await first.stop();
    expect(await rows(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(isAlive(postmaster)).toBe(false);
  });

  it('gets a server of its own while the first one is stopping', async () => {
    await bench.addDatabase();
    const first = await bench.start();
    const [, second] = await Promise.all([first.stop(), bench.start()]);
    expect(await rows(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is a server of its own in another directory', async () => {
    const one = await bench.start();
    const other = await bench.start({ dataDir: join(bench.root, 'other') });
    expect(new URL(one.url).password).not.toBe(new URL(other.url).password);
    await execute(one.url, 'CREATE TABLE mine ()');
    expect(await rows(other.url, `SELECT to_regclass('mine') AS mine`)).toEqual([{ mine: null }]);
  });

  it('takes an empty directory for no database', async () => {
    await mkdir(join(bench.dataDir, 'postgres'), { recursive: true });
    const { url } = await bench.start();
    expect(await rows(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('durability', () => {
  const settings = `SELECT name, setting FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name`;
  const all = (setting: string): unknown[] =>
    ['fsync', 'full_page_writes', 'synchronous_commit'].map((name) => ({ name, setting }));

  it('is there unless it is declined', async () => {
    const { url } = await bench.start({ durable: true });
    expect(await rows(url, settings)).toEqual(all('on'));
  });

  it('can be declined', async () => {
    await bench.addDatabase();
    const { url } = await bench.start({ durable: false });
    expect(await rows(url, settings)).toEqual(all('off'));
  });

  it('comes back to a server that ran without it when somebody joins who wants it', async () => {
    await bench.addDatabase();
    await bench.start({ durable: false });
    const { url } = await bench.start({ durable: true });
    expect(await rows(url, settings)).toEqual(all('on'));
  });

  it('stays on a server that somebody else relies on', async () => {
    await bench.addDatabase();
    await bench.start({ durable: true });
    const { url } = await bench.start({ durable: false });
    expect(await rows(url, settings)).toEqual(all('on'));
  });
});

describe('a directory that cannot be used', () => {
  const cluster = (): string => join(bench.dataDir, 'postgres');

  it('is refused when it holds something else', async () => {
    await mkdir(cluster(), { recursive: true });
    await writeFile(join(cluster(), 'letters.txt'), 'dear');
    await expect(bench.start()).rejects.toThrow(
      /no complete database: move it away\. .* set DATABASE_URL/,
    );
    expect(await readFile(join(cluster(), 'letters.txt'), 'utf8')).toBe('dear');
  });

  it('is refused when another version of PostgreSQL made the database', async () => {
    await bench.addDatabase();
    await writeFile(join(cluster(), 'PG_VERSION'), '12\n');
    await expect(bench.start()).rejects.toThrow(/made by PostgreSQL 12 and this is PostgreSQL \d+/);
  });

  it('is refused when the password is missing, so that the data is not lost', async () => {
    await bench.addDatabase();
    await rm(join(bench.dataDir, 'postgres-password'));
    await expect(bench.start()).rejects.toThrow('password is gone');
  });

  it('is refused when the password is another one', async () => {
    await bench.addDatabase();
    await writeFile(join(bench.dataDir, 'postgres-password'), 'another');
    await expect(bench.start()).rejects.toThrow('password authentication failed');
    await expect(bench.postmaster()).rejects.toThrow('No server runs');
  });

  it('is refused with the output of PostgreSQL when the server cannot start', async () => {
    await bench.addDatabase();
    await writeFile(join(cluster(), 'postgresql.auto.conf'), 'no_such_setting = 1\n');
    await expect(bench.start()).rejects.toThrow(/does not start[^]*no_such_setting/);
  });
});

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
