import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { poll } from './poll.js';
import { isAlive } from './process-identity.js';
import { EmbeddedBench, gone } from './testing/embedded-bench.js';
import { execute } from './testing/execute.js';

let bench: EmbeddedBench;
beforeEach(async () => {
  bench = await EmbeddedBench.open();
});
afterEach(() => bench.close());

const KEEP = 'CREATE TABLE kept AS SELECT 42 AS answer';

/** The names in a directory; none if it does not exist. */
async function listing(directory: string): Promise<string[]> {
  return readdir(directory).catch((): string[] => []);
}

async function answer(url: string): Promise<unknown> {
  const [result] = await execute(url, 'SELECT answer FROM kept');
  return result?.rows[0]?.answer;
}

describe('a process that ends without stopping the server', () => {
  it.each([
    ['exit', '0'],
    ['throw', '1'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGINT'],
    ['SIGHUP', 'SIGHUP'],
  ] as const)('takes the server with it (%s) and ends as it should', async (how, expected) => {
    await bench.addDatabase();
    const process = bench.spawn();
    await process.url;
    const postmaster = await bench.postmaster();
    expect(await process.end(how)).toBe(expected);
    await gone(postmaster);
    expect(await readFile(join(bench.dataDir, 'postgres.log'), 'utf8')).toContain(
      'received fast shutdown request',
    );
  });

  it('leaves the server to another process that uses it', async () => {
    await bench.addDatabase();
    const leaving = bench.spawn();
    await leaving.url;
    const staying = bench.spawn();
    const url = await staying.url;
    const postmaster = await bench.postmaster();
    await leaving.end('SIGTERM');
    await execute(url, KEEP);
    expect(await answer(url)).toBe(42);
    await staying.end('SIGTERM');
    await gone(postmaster);
  });
});

describe('several processes on one new directory', () => {
  it('share one server, which stops with the last of them', async () => {
    const processes = [bench.spawn(), bench.spawn(), bench.spawn()] as const;
    const urls = await Promise.all(processes.map(({ url }) => url));
    expect(new Set(urls).size).toBe(1);
    const postmaster = await bench.postmaster();
    await Promise.all([processes[0].end('stop'), processes[1].end('SIGKILL')]);
    expect(isAlive(postmaster)).toBe(true);
    await processes[2].end('stop');
    expect(isAlive(postmaster)).toBe(false);
  });

  it('never hand out a server that another one is stopping', async () => {
    for (let round = 0; round < 5; round++) {
      const leaving = await bench.start();
      const coming = bench.spawn();
      await Promise.all([leaving.stop(), coming.url]);
      await execute(await coming.url, 'SELECT 1');
      await coming.end('exit');
    }
  });
});

describe('after a kill -9', () => {
  it('of the process the next one adopts the server that was left, and stops it', async () => {
    await bench.addDatabase();
    const killed = bench.spawn();
    await execute(await killed.url, KEEP);
    const orphan = await bench.postmaster();
    await killed.end('SIGKILL');
    expect(isAlive(orphan)).toBe(true);

    const next = await bench.start();
    expect(await bench.postmaster()).toEqual(orphan);
    expect(await answer(next.url)).toBe(42);
    await next.stop();
    expect(isAlive(orphan)).toBe(false);
  });

  it('of process and server what was committed is there again', async () => {
    await killEverything();
    expect(await answer((await bench.start()).url)).toBe(42);
  });

  it('a stale postmaster.pid whose number now is another process stops nothing', async () => {
    await killEverything();
    const cluster = join(bench.dataDir, 'postgres');
    const { uid, gid } = await stat(cluster);
    const stranger = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
    await once(stranger, 'spawn');
    const pidFile = join(cluster, 'postmaster.pid');
    const [, ...others] = (await readFile(pidFile, 'utf8')).split('\n');
    await writeFile(pidFile, [stranger.pid, ...others].join('\n'));

    const next = await bench.start();
    expect(await answer(next.url)).toBe(42);
    await next.stop();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
  });

  it('in the middle of the first start the database is created again', async () => {
    const killed = bench.spawn();
    const isHalfMade = async (): Promise<boolean> => {
      const names = await listing(bench.dataDir);
      const [workshop] = names.filter((name) => name.startsWith('postgres.new-'));
      if (workshop === undefined) return false;
      const files = await listing(join(bench.dataDir, workshop, 'postgres'));
      return files.includes('PG_VERSION');
    };
    expect(await poll(isHalfMade, 20_000)).toBe(true);
    await killed.end('SIGKILL');
    expect(await listing(bench.dataDir)).not.toContain('postgres');

    const { url } = await bench.start();
    await execute(url, KEEP);
    expect(await answer(url)).toBe(42);
    expect((await listing(bench.dataDir)).filter((name) => name.includes('new'))).toEqual([]);
  });

  /** Leaves the cluster as after a power failure, with one committed table. */
  async function killEverything(): Promise<void> {
    await bench.addDatabase();
    const killed = bench.spawn({ durable: true });
    await execute(await killed.url, KEEP);
    const postmaster = await bench.postmaster();
    await killed.end('SIGKILL');
    process.kill(postmaster.pid, 'SIGKILL');
    await gone(postmaster);
  }
});
