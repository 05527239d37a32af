import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { createWriteStream, type WriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { DataSource } from 'typeorm';
import {
  type FreeradiusProgram,
  installedFreeradius,
  unpackedFreeradius,
} from '../../src/access/radius/freeradius-program.js';
import { type RunningFreeradius, startFreeradius } from '../../src/access/radius/freeradius.js';
import { ensureRadiusRole, RADIUS_ROLE } from '../../src/access/radius/radius-role.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { Database } from '../../src/database/database.js';
import { dataSourceOptions } from '../../src/database/data-source.js';

const READY = 'Ready to process requests';

/** FreeRADIUS below FREERADIUS_ROOT, or the installed one; null when there is none. */
export function findFreeradius(): FreeradiusProgram | null {
  const root = process.env['FREERADIUS_ROOT'] ?? '';
  return root === '' ? installedFreeradius() : unpackedFreeradius(root);
}

/** A FreeRADIUS that is restarted when it is killed. */
export class RadiusServer {
  private running: RunningFreeradius | undefined;
  private readonly log: WriteStream;

  private constructor(
    private readonly program: FreeradiusProgram,
    private readonly databaseUrl: Secret,
    /** Its ports on 127.0.0.1. */
    readonly ports: { readonly auth: number; readonly acct: number },
    logFile: string,
    private readonly onSurprise: (words: string) => void,
  ) {
    this.log = createWriteStream(logFile, { flags: 'a' });
    process.once('exit', () => this.running?.process.kill('SIGKILL'));
  }

  /** Creates the database role, and starts FreeRADIUS on free ports. */
  static async start(
    program: FreeradiusProgram,
    databaseUrl: string,
    logFile: string,
    onSurprise: (words: string) => void,
  ): Promise<RadiusServer> {
    const password = new Secret(randomHex(16));
    const dataSource = await new DataSource(dataSourceOptions(databaseUrl, 1)).initialize();
    await ensureRadiusRole(new Database(dataSource), password);
    await dataSource.destroy();
    const url = new URL(databaseUrl);
    url.username = RADIUS_ROLE;
    url.password = password.reveal();
    const ports = { auth: await freeUdpPort(), acct: await freeUdpPort() };
    const server = new RadiusServer(program, new Secret(url.href), ports, logFile, onSurprise);
    await server.run();
    return server;
  }

  /** Kills it, as a crash of the machine would, and starts it again. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
    await this.run();
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    this.log.end();
  }

  private async run(): Promise<void> {
    const running = await startFreeradius({
      program: this.program,
      databaseUrl: this.databaseUrl,
      bind: '127.0.0.1',
      authPort: this.ports.auth,
      acctPort: this.ports.acct,
      clients: ['127.0.0.0/8'],
      configDir: resolve('ops/freeradius/config'),
      stdio: 'pipe',
    });
    this.running = running;
    void running.ended.then((status) => {
      if (this.running === running) this.onSurprise(`FreeRADIUS ended by itself (${status})`);
    });
    const { stdout, stderr } = running.process;
    stderr?.on('data', (chunk: Buffer) => this.log.write(chunk));
    await new Promise<void>((ready, failed) => {
      let text = '';
      stdout?.on('data', (chunk: Buffer) => {
        this.log.write(chunk);
        text = `${text}${chunk.toString()}`.slice(-2 * READY.length - chunk.length);
        if (text.includes(READY)) ready();
      });
      void running.ended.then((status) => {
        failed(new Error(`FreeRADIUS could not be started (${status})`));
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

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
