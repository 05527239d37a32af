import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { carryOut } from './rest/carry-out.js';
import { Menus } from './rest/menus.js';
import { Refused } from './rest/refused.js';

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
}

/** A router that runs. */
export interface RouterOs {
  readonly port: number;
  /** Method, path and query of every call, in order. */
  readonly calls: readonly string[];
  stop(): Promise<void>;
}

/** Starts a router that answers as MikroTik documents the REST API of RouterOS. */
export async function startRouterOs(options: RouterOsOptions): Promise<RouterOs> {
  const { login, certificate } = options;
  const calls: string[] = [];
  const menus = new Menus();
  const expected = Buffer.from(`${login.username}:${login.password}`).toString('base64');

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    calls.push(`${method} ${url}`);
    try {
      if (headers.authorization !== `Basic ${expected}`) throw new Refused(401, 'Unauthorized');
      const { status, answer } = carryOut(menus, { method, url, body });
      send(response, status, answer);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { status, message, detail } = error;
      send(response, status, { ...(detail ? { detail } : {}), error: status, message });
    }
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch(() => response.destroy());
  };
  const server = certificate ? createTlsServer(certificate, listener) : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
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
