import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, systemClock } from './clock.js';
import { type CallFault, Faults } from './faults.js';
import { Hotspot } from './hotspot/hotspot.js';
import { carryOut, type RestRouter } from './rest/carry-out.js';
import { Menus } from './rest/menus.js';
import { Refused } from './rest/refused.js';
import { type Row } from './rest/row.js';
import { formatPeriod } from './rest/values.js';

/** The login that the router accepts. */
export interface RouterLogin {
  readonly username: string;
  readonly password: string;
}

/** How a router starts. */
export interface RouterOsOptions {
  readonly login: RouterLogin;
  /** Where it listens; default 127.0.0.1. */
  readonly host?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** With a certificate, in PEM, it uses HTTPS. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  readonly clock?: Clock;
}

const RESOURCE: Row = {
  'architecture-name': 'arm64',
  'board-name': 'hAP ax2',
  'cpu-count': '4',
  'cpu-load': '7',
  'free-hdd-space': '90000000',
  'free-memory': '700000000',
  'total-hdd-space': '134217728',
  'total-memory': '1073741824',
  version: '7.16.2 (stable)',
};
/** How long it had been running when it was started here. */
const UPTIME_BEFORE_SECONDS = 245_540;

/** A router that runs: it answers as MikroTik documents the REST API of RouterOS. */
export class RouterOs {
  /** Method, path and query of every call, in order. */
  readonly calls: string[] = [];
  /** The devices of customers, and their logins. */
  readonly hotspot: Hotspot;
  private readonly faults = new Faults();
  private readonly router: RestRouter;
  private readonly expected: string;
  private server: Server | undefined;
  private boundPort = 0;
  private startedAt: number;

  constructor(private readonly options: RouterOsOptions) {
    const { login, clock = systemClock } = options;
    this.hotspot = new Hotspot(clock);
    this.startedAt = clock.now().getTime() - UPTIME_BEFORE_SECONDS * 1000;
    this.expected = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    this.router = {
      menus: new Menus(this.hotspot),
      resource: () => ({
        ...RESOURCE,
        uptime: formatPeriod((clock.now().getTime() - this.startedAt) / 1000),
      }),
    };
  }

  get port(): number {
    return this.boundPort;
  }

  /** Begins to listen, or does so again after {@link goAway}, at the same port. */
  async listen(): Promise<void> {
    const { certificate, host = '127.0.0.1' } = this.options;
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      this.serve(request, response).catch(() => response.destroy());
    };
    const server = certificate ? createTlsServer(certificate, listener) : createServer(listener);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.boundPort || (this.options.port ?? 0), host, resolve);
    });
    this.boundPort = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Cannot be reached any more; devices stay online. */
  async goAway(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** Starts anew: users and cookies are kept; sessions and hosts are lost. */
  restart(): void {
    this.hotspot.restart();
    this.startedAt = (this.options.clock ?? systemClock).now().getTime();
  }

  /** Takes this long for every answer. */
  answerAfter(ms: number): void {
    this.faults.delayMs = ms;
  }

  /** Takes calls without ever answering, or answers again. */
  setSilent(isSilent: boolean): void {
    this.faults.isSilent = isSilent;
  }

  /** Plans a fault for one call. */
  fail(fault: CallFault): void {
    this.faults.plan(fault);
  }

  async stop(): Promise<void> {
    await this.goAway();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    const call = `${method} ${url}`;
    this.calls.push(call);
    if (this.faults.isSilent) return;
    if (this.faults.delayMs > 0) await pause(this.faults.delayMs);
    const fault = this.faults.of(call);
    try {
      if (headers.authorization !== `Basic ${this.expected}`) {
        throw new Refused(401, 'Unauthorized');
      }
      if (fault?.kind === 'fail') {
        throw new Refused(500, 'Internal Server Error', 'std failure: timeout (13)');
      }
      const { status, answer } = carryOut(this.router, { method, url, body });
      if (fault) response.destroy();
      else send(response, status, answer);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { status, message, detail } = error;
      send(response, status, { ...(detail ? { detail } : {}), error: status, message });
    }
  }
}

/** Starts a router that answers as MikroTik documents the REST API of RouterOS. */
export async function startRouterOs(options: RouterOsOptions): Promise<RouterOs> {
  const router = new RouterOs(options);
  await router.listen();
  return router;
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(answer === null ? '' : unescaped(JSON.stringify(answer)));
}

/** RouterOS does not escape control characters in its JSON, which is invalid. */
const unescaped = (json: string): string =>
  json.replace(/\\(u00[01][0-9a-f]|.)/g, (escape, code: string) =>
    code.length === 1 ? escape : String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  );
