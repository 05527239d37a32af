import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ANYONE, closedDirectory } from './access.js';
import { ownAccount, systemAccounts, type Account, type Accounts } from './accounts.js';
import { findBinariesPackage } from './binaries-package.js';
import { type EmbeddedPostgres } from './embedded-postgres.js';
import { copyCheckout } from './testing/checkout.js';
import { EmbeddedBench } from './testing/embedded-bench.js';
import { execute } from './testing/execute.js';

let bench: EmbeddedBench;
beforeEach(async () => {
  bench = await EmbeddedBench.open();
});
afterEach(() => bench.close());

/** Two users that every Linux system has; the first one replaces users that may be missing. */
const [daemon, nobody] = ['daemon', 'nobody'].map((name) => {
  const account = systemAccounts().find(name);
  if (!account) throw new Error(`This machine has no user ${name}`);
  return account;
}) as [Account, Account];

/** A machine with only these users, on which a user can be created if `creatable` is given. */
function accounts(existing: Account[], creatable?: Account): Accounts & { asked: string[] } {
  const known = [...existing];
  const asked: string[] = [];
  return {
    asked,
    find: (name) => known.find((account) => account.name === name),
    create: (name) => {
      asked.push(name);
      if (!creatable) throw new Error('useradd: cannot open /etc/passwd');
      known.push(creatable);
    },
  };
}

/** The user that the server's process runs as. */
async function runningAs(dataDir?: string): Promise<number> {
  const { pid } = await bench.postmaster(dataDir);
  return (await stat(`/proc/${pid}`)).uid;
}

/** Only root needs these tests: everyone else runs PostgreSQL as themselves. */
const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

/** Root can run as anyone, but others cannot run Node.js if it is installed below /root. */
const asAnyone =
  closedDirectory(dirname(process.execPath), ANYONE) === undefined ? asRoot : describe.skip;

asRoot('the account of the server', () => {
  it('is postgres where there is one, and nobody is added', async () => {
    const machine = accounts([{ ...daemon, name: 'postgres' }, nobody], nobody);
    await bench.start({ host: { accounts: machine } });
    expect(await runningAs()).toBe(daemon.uid);
    expect(machine.asked).toEqual([]);
  });

  it('is a new system user where there is no postgres', async () => {
    const machine = accounts([nobody], { ...daemon, name: ownAccount('lipafi') });
    await bench.start({ host: { accounts: machine } });
    expect(await runningAs()).toBe(daemon.uid);
    expect(machine.asked).toEqual([ownAccount('lipafi')]);
  });

  it('is that system user again where one was made before', async () => {
    const machine = accounts([{ ...daemon, name: ownAccount('lipafi') }, nobody]);
    await bench.start({ host: { accounts: machine } });
    expect(await runningAs()).toBe(daemon.uid);
    expect(machine.asked).toEqual([]);
  });

  it('is nobody where no user can be made', async () => {
    await bench.start({ host: { accounts: accounts([nobody]) } });
    expect(await runningAs()).toBe(nobody.uid);
  });

  it('stays the owner of a database that exists', async () => {
    await (await bench.start({ host: { accounts: accounts([nobody]) } })).stop();
    await bench.start({ host: { accounts: accounts([{ ...daemon, name: 'postgres' }]) } });
    expect(await runningAs()).toBe(nobody.uid);
  });

  it('leaves everything but the database to root', async () => {
    await bench.start({ host: { accounts: accounts([nobody]) } });
    const owners = Object.fromEntries(
      await Promise.all(
        (await readdir(bench.dataDir)).map(
          async (name) => [name, (await stat(join(bench.dataDir, name))).uid] as const,
        ),
      ),
    );
    expect(owners).toEqual({
      postgres: nobody.uid,
      'postgres-password': 0,
      'postgres-users': 0,
      'postgres.log': 0,
    });
  });
});

asRoot('a data directory that only root can enter', () => {
  const closed = (): string => join(bench.root, 'closed');
  const dataDir = (): string => join(closed(), 'data');
  const start = (): Promise<EmbeddedPostgres> => bench.start({ dataDir: dataDir() });

  beforeEach(() => mkdir(closed(), { mode: 0o700 }));

  it('has its database elsewhere, under a link', async () => {
    await start();
    const entry = join(dataDir(), 'postgres');
    expect((await lstat(entry)).isSymbolicLink()).toBe(true);
    const cluster = await readlink(entry);
    expect(dirname(dirname(cluster))).toBe(bench.clusterHome);
    expect(await readFile(join(dirname(cluster), 'belongs-to'), 'utf8')).toBe(`${dataDir()}\n`);
    expect(await readdir(dirname(cluster))).toEqual(['belongs-to', 'postgres']);
    expect(await readdir(dataDir())).not.toContainEqual(expect.stringContaining('new'));
  });

  it('finds its database again', async () => {
    const first = await start();
    await execute(first.url, 'CREATE TABLE kept ()');
    await first.stop();
    expect(await hasTable((await start()).url, 'kept')).toBe(true);
  });

  it('takes its database with it when it is deleted', async () => {
    const first = await start();
    await execute(first.url, 'CREATE TABLE lost ()');
    await first.stop();
    await rm(dataDir(), { recursive: true });
    expect(await hasTable((await start()).url, 'lost')).toBe(false);
  });

  it('is reported as having lost its database when only that is missing', async () => {
    await (await start()).stop();
    await rm(bench.clusterHome, { recursive: true });
    await expect(start()).rejects.toThrow('points to a database that is gone');
  });

  it('is to be opened when it was closed after the database was made in it', async () => {
    await chmod(closed(), 0o755);
    await (await start()).stop();
    await chmod(closed(), 0o700);
    await expect(start()).rejects.toThrow(`allow it with "chmod o+x ${closed()}"`);
  });

  async function hasTable(url: string, table: string): Promise<boolean> {
    const [result] = await execute(url, `SELECT to_regclass('${table}') IS NOT NULL AS has`);
    return result?.rows[0]?.has === true;
  }
});

asRoot('a checkout that only root can enter', () => {
  it('runs its servers from one copy of the binaries, also when two start at once', async () => {
    const build = join(bench.root, 'checkout');
    await copyCheckout(build, 0o700);
    const home = join(bench.root, 'cache');
    const dataDirs = ['.data', '.other'].map((name) => join(build, name));
    const host = { binaryHomes: [home] };
    const servers = dataDirs.map((dataDir) => bench.spawn({ dataDir, host }, { build }));
    for (const { url } of servers) await execute(await url, 'SELECT 1');

    const copy = findBinariesPackage().id;
    for (const dataDir of dataDirs) {
      const { pid } = await bench.postmaster(dataDir);
      expect(await readlink(`/proc/${pid}/exe`)).toBe(join(home, copy, 'bin', 'postgres'));
    }
    expect(await readdir(home)).toEqual([copy]);
  });
});

asAnyone('an ordinary user', () => {
  it('runs the server as itself, from a copy of its own when the libraries lack links', async () => {
    const build = join(bench.root, 'checkout');
    await copyCheckout(build, 0o755);
    const own = join(bench.root, 'home');
    await mkdir(own, { mode: 0o700 });
    await chown(own, nobody.uid, nobody.gid);
    const dataDir = join(own, 'data');
    const server = bench.spawn(
      { dataDir, host: { binaryHomes: [join(own, 'cache')] } },
      { build, uid: nobody.uid, gid: nobody.gid },
    );
    await execute(await server.url, 'SELECT 1');
    expect(await runningAs(dataDir)).toBe(nobody.uid);
    expect(await readdir(join(own, 'cache'))).toEqual([findBinariesPackage().id]);
  });

  it('is reported when the data directory belongs to another user', async () => {
    const build = join(bench.root, 'checkout');
    await copyCheckout(build, 0o755);
    await (await bench.start()).stop();
    const server = bench.spawn({}, { build, uid: daemon.uid, gid: daemon.gid });
    await expect(server.url).rejects.toThrow(/is not ours to use .*EACCES.* set DATABASE_URL/);
  });
});
