import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { accessSync, constants, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe } from '@jest/globals';
import { until } from './until.js';

const unpacked = process.env['WIREGUARD_ROOT'];
const PATH = [...(unpacked ? [join(unpacked, 'usr/bin')] : []), process.env['PATH'] ?? ''].join(
  delimiter,
);

/** What tunnels between network namespaces need, and is missing here. */
function missing(): string | null {
  for (const program of ['ip', 'wg', 'wireguard-go']) {
    const isThere = PATH.split(delimiter).some((folder) => isProgram(join(folder, program)));
    if (!isThere) return `no ${program} (see WIREGUARD_ROOT)`;
  }
  if (process.getuid?.() !== 0) return 'this user is not root';
  if (!existsSync('/dev/net/tun')) return 'no /dev/net/tun';
  try {
    const probe = `lipafi-${randomHex(4)}`;
    run('ip', ['netns', 'add', probe]);
    run('ip', ['netns', 'del', probe]);
    return null;
  } catch {
    return 'no network namespaces';
  }
}

const reason = missing();

/** Tests of tunnels, which are left out where they cannot be made. */
export const describeWithWireguard = reason === null ? describe : describe.skip;
if (reason !== null) {
  process.stderr.write(`The tests of the tunnel are left out: ${reason}.\n`);
}

/** Runs a program and returns what it prints. */
export function run(program: string, args: readonly string[], input?: string): string {
  return execFileSync(program, [...args], {
    encoding: 'utf8',
    env: { ...process.env, PATH },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  });
}

/** A machine of its own: a network namespace with one end of a WireGuard tunnel. */
export class TunnelEnd {
  readonly privateKey = run('wg', ['genkey']).trim();
  readonly publicKey = run('wg', ['pubkey'], this.privateKey).trim();
  private readonly folder = mkdtempSync(join(tmpdir(), 'lipafi-tunnel-'));
  private readonly children: ChildProcess[] = [];

  private constructor(
    /** Also the name of the interface, of which WireGuard keeps a socket for all namespaces. */
    readonly name: string,
  ) {}

  /** Makes the namespace, and starts WireGuard in it. */
  static async start(): Promise<TunnelEnd> {
    const end = new TunnelEnd(`lipafi${randomHex(4)}`);
    run('ip', ['netns', 'add', end.name]);
    end.ip('link', 'set', 'lo', 'up');
    end.spawn('wireguard-go', ['-f', end.name]);
    await until(
      'WireGuard has its socket',
      () => Promise.resolve(existsSync(`/var/run/wireguard/${end.name}.sock`)),
      (isThere) => isThere,
    );
    return end;
  }

  /** Connects two machines by a cable. */
  static connect(one: TunnelEnd, address: string, other: TunnelEnd, its: string): void {
    const cable = randomHex(4);
    const ends = [`a${cable}`, `b${cable}`] as const;
    run('ip', ['link', 'add', ends[0], 'type', 'veth', 'peer', 'name', ends[1]]);
    [one, other].forEach((end, index) => {
      const name = ends[index] ?? '';
      run('ip', ['link', 'set', name, 'netns', end.name]);
      end.ip('addr', 'add', index === 0 ? address : its, 'dev', name);
      end.ip('link', 'set', name, 'up');
    });
  }

  /** Runs `ip` in the namespace. */
  ip(...args: readonly string[]): string {
    return run('ip', ['-n', this.name, ...args]);
  }

  /** Runs a program in the namespace. */
  exec(program: string, args: readonly string[]): string {
    return run('ip', ['netns', 'exec', this.name, program, ...args]);
  }

  /** Writes a text into a file that only this user reads, and returns its path. */
  file(text: string): string {
    const path = join(this.folder, randomHex(4));
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  /** Starts a program in the namespace. */
  spawn(program: string, args: readonly string[]): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.name, program, ...args], {
      env: { ...process.env, PATH },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.children.push(child);
    return child;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(
        (child) =>
          new Promise<void>((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) resolve();
            else {
              child.once('exit', () => {
                resolve();
              });
              child.kill();
            }
          }),
      ),
    );
    run('ip', ['netns', 'del', this.name]);
    rmSync(this.folder, { recursive: true });
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
