import { resolve } from 'node:path';
import { startFreeradius, type RunningFreeradius } from '../../src/access/radius/freeradius.js';
import {
  type FreeradiusProgram,
  installedFreeradius,
  unpackedFreeradius,
} from '../../src/access/radius/freeradius-program.js';
import { RADIUS_ROLE } from '../../src/access/radius/radius-role.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { aFreeUdpPort } from './free-ports.js';

const READY = 'Ready to process requests';

/** FreeRADIUS below FREERADIUS_ROOT, or the installed one; null when there is none. */
export function findFreeradius(): FreeradiusProgram | null {
  const root = process.env['FREERADIUS_ROOT'] ?? '';
  return root === '' ? installedFreeradius() : unpackedFreeradius(root);
}

/** The URL of the same database for the role of the RADIUS server. */
export function asRadiusRole(databaseUrl: string, password: string): Secret {
  const url = new URL(databaseUrl);
  url.username = RADIUS_ROLE;
  url.password = password;
  return new Secret(url.href);
}

/** How a FreeRADIUS is run. */
export interface FreeradiusServerOptions {
  readonly program: FreeradiusProgram;
  readonly databaseUrl: Secret;
  readonly clientLifetimeS?: number;
  /** Receives what it writes. */
  readonly log: (text: string) => void;
  /** Called when it ends unexpectedly. */
  readonly onEnd?: (status: number) => void;
}

/** FreeRADIUS on free ports of 127.0.0.1, with the configuration in `ops/freeradius`. */
export class FreeradiusServer {
  private running: RunningFreeradius | undefined;

  private constructor(
    private readonly options: FreeradiusServerOptions,
    readonly ports: { readonly auth: number; readonly acct: number },
  ) {
    process.once('exit', () => this.running?.process.kill('SIGKILL'));
  }

  /** Starts it, and waits until it is ready. */
  static async start(options: FreeradiusServerOptions): Promise<FreeradiusServer> {
    const ports = { auth: await aFreeUdpPort(), acct: await aFreeUdpPort() };
    const server = new FreeradiusServer(options, ports);
    await server.run();
    return server;
  }

  /** Its process, 0 when it does not run. */
  get pid(): number {
    return this.running?.process.pid ?? 0;
  }

  /** Kills it, as a crash of the machine would, and starts it again. */
  async restart(): Promise<void> {
    await this.end('SIGKILL');
    await this.run();
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async run(): Promise<void> {
    const { program, databaseUrl, clientLifetimeS, log } = this.options;
    const running = await startFreeradius({
      program,
      databaseUrl,
      bind: '127.0.0.1',
      authPort: this.ports.auth,
      acctPort: this.ports.acct,
      clients: ['127.0.0.0/8'],
      configDir: resolve('ops/freeradius/config'),
      stdio: 'pipe',
      ...(clientLifetimeS === undefined ? {} : { clientLifetimeS }),
    });
    this.running = running;
    let text = '';
    await new Promise<void>((ready, failed) => {
      for (const stream of [running.process.stdout, running.process.stderr]) {
        stream?.setEncoding('utf8').on('data', (written: string) => {
          log(written);
          if (text.includes(READY)) return;
          text += written;
          if (text.includes(READY)) ready();
        });
      }
      void running.ended.then((status) => {
        failed(new Error(`FreeRADIUS ended with ${status}:\n${text}`));
        if (this.running === running) this.options.onEnd?.(status);
      }, failed);
    });
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { running } = this;
    this.running = undefined;
    running?.process.kill(signal);
    await running?.ended;
  }
}
