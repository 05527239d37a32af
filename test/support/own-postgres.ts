import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { aFreePort } from './free-ports.js';

const run = promisify(execFile);

/** The user that runs the programs; by default the current one. */
interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * A PostgreSQL server from the installed programs of the machine, with `pg_dump` and `pg_restore`.
 */
export class OwnPostgres {
  private constructor(
    private readonly bin: string,
    readonly directory: string,
    private readonly port: number,
    private readonly account: Account,
  ) {}

  /** @param bin the directory of the programs */
  static async start(bin: string): Promise<OwnPostgres> {
    const directory = await mkdtemp(join(tmpdir(), 'lipafi-backup-'));
    const account: Account = process.getuid?.() === 0 ? await postgresAccount() : {};
    if (account.uid !== undefined && account.gid !== undefined) {
      await chown(directory, account.uid, account.gid);
    }
    const server = new OwnPostgres(bin, directory, await aFreePort(), account);
    await server.program('initdb', '-D', server.data, '-U', 'lipafi', '--auth=trust', '-N');
    const options = `-p ${server.port} -k ${directory} -c listen_addresses=127.0.0.1 -c fsync=off`;
    const log = join(directory, 'log');
    await server.program('pg_ctl', '-D', server.data, '-o', options, '-l', log, '-w', 'start');
    return server;
  }

  url(database: string): string {
    return `postgresql://lipafi@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs one of the programs, and returns its output. */
  async program(name: string, ...args: readonly string[]): Promise<string> {
    const options = { ...this.account, cwd: this.directory, env: { PATH: '/usr/bin:/bin' } };
    const { stdout } = await run(join(this.bin, name), args, options);
    return stdout;
  }

  async stop(): Promise<void> {
    await this.program('pg_ctl', '-D', this.data, '-m', 'immediate', '-w', 'stop');
    await rm(this.directory, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.directory, 'data');
  }
}

/** PostgreSQL does not run as root; its package creates an account. */
async function postgresAccount(): Promise<Account> {
  const idOf = async (flag: string): Promise<number> =>
    Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}
