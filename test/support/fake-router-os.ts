import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type SelfSigned } from './self-signed.js';

type Row = Readonly<Record<string, string>>;

/** A fake router that responds as MikroTik documents RouterOS's REST API. */
export interface FakeRouterOs {
  readonly port: number;
  /** Method, path and query of every call, in order. */
  readonly calls: readonly string[];
  stop(): Promise<void>;
}

/** The login that the router accepts. */
export interface RouterLogin {
  readonly username: string;
  readonly password: string;
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
  uptime: '2d20h12m20s',
  version: '7.16.2 (stable)',
};

/** A host name as a phone may send it to the DHCP server, with control characters. */
export const HOST_NAME = 'Asha\u0007s\u001b[0m phone';

/** Errors in the form of RouterOS: the status, and the reason in `detail`. */
class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly detail?: string,
  ) {
    super(message);
  }
}
const notFound = () => new Refused(404, 'Not Found');
const noSuchItem = () => new Refused(404, 'Not Found', 'no such item');
const badRequest = (detail: string) => new Refused(400, 'Bad Request', detail);

/** Faults of the router itself: RouterOS answers 500, also for a missing permission. */
const FAILING: Readonly<Record<string, string>> = {
  'system/reboot': 'not enough permissions (9)',
  ping: 'std failure: timeout (13)',
};

/** The data of a router: menus of rows, each with its `.id`. All values are text. */
class Menus {
  private readonly rows = new Map<string, Map<string, Row>>([
    ['ip/hotspot/user', new Map()],
    ['ip/dhcp-server/lease', new Map([['*1', { '.id': '*1', 'host-name': HOST_NAME }]])],
    ['ip/address', new Map([['*1', { '.id': '*1', address: '10.5.50.1/24', disabled: 'false' }]])],
  ]);
  private nextId = 16;

  at(path: string): Map<string, Row> | undefined {
    return this.rows.get(path);
  }

  /** The menu and the id of a row. The last part of the path is its id or name. */
  rowAt(path: string): { readonly menu: Map<string, Row>; readonly id: string } {
    const [, menuPath = '', encoded = ''] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
    const menu = this.at(menuPath);
    if (!menu) throw notFound();
    const word = decodeURIComponent(encoded);
    const row = [...menu.values()].find((each) => each['.id'] === word || each['name'] === word);
    if (!row) throw noSuchItem();
    return { menu, id: row['.id'] ?? '' };
  }

  add(path: string, values: Row): Row {
    const menu = this.at(path);
    if (!menu) throw badRequest('no such command or directory');
    if (path === 'ip/hotspot/user' && values['name'] === undefined) {
      throw badRequest('missing value(s) of argument(s) name');
    }
    const id = `*${(this.nextId++).toString(16).toUpperCase()}`;
    const row = { '.id': id, ...values };
    menu.set(id, row);
    return row;
  }
}

/** Starts a router on any free port of this machine; with a certificate it uses HTTPS. */
export async function startFakeRouterOs(
  login: RouterLogin,
  certificate?: SelfSigned,
): Promise<FakeRouterOs> {
  const calls: string[] = [];
  const menus = new Menus();
  const expected = Buffer.from(`${login.username}:${login.password}`).toString('base64');

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    calls.push(`${request.method ?? ''} ${request.url ?? ''}`);
    try {
      if (request.headers.authorization !== `Basic ${expected}`) {
        throw new Refused(401, 'Unauthorized');
      }
      const { status, answer } = carryOut(menus, request, body);
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
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
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

interface Result {
  readonly status: number;
  readonly answer: unknown;
}

function carryOut(menus: Menus, { method, url }: IncomingMessage, body: string): Result {
  const { pathname, searchParams } = new URL(url ?? '', 'http://router');
  if (!pathname.startsWith('/rest/')) throw notFound();
  const path = pathname.slice('/rest/'.length);
  switch (method) {
    case 'GET':
      return { status: 200, answer: read(menus, path, searchParams) };
    case 'PUT':
      return { status: 201, answer: menus.add(path, valuesIn(body)) };
    case 'PATCH': {
      const { menu, id } = menus.rowAt(path);
      const row = { ...menu.get(id), ...valuesIn(body) };
      menu.set(id, row);
      return { status: 200, answer: row };
    }
    case 'DELETE': {
      const { menu, id } = menus.rowAt(path);
      menu.delete(id);
      return { status: 204, answer: null };
    }
    case 'POST':
      return { status: 200, answer: command(menus, path, valuesIn(body)) };
    case undefined:
    default:
      throw new Refused(405, 'Method Not Allowed');
  }
}

function read(menus: Menus, path: string, query: URLSearchParams): unknown {
  if (path === 'system/resource') return RESOURCE;
  if (path === 'system/identity') return { name: 'Cafe' };
  const menu = menus.at(path);
  if (menu) return select([...menu.values()], Object.fromEntries(query));
  const { menu: rows, id } = menus.rowAt(path);
  return rows.get(id);
}

function select(rows: readonly Row[], { '.proplist': shown, ...conditions }: Row): readonly Row[] {
  const found = rows.filter((row) =>
    Object.entries(conditions).every(([name, value]) => row[name] === value),
  );
  const names = shown?.split(',');
  return names
    ? found.map((row) => Object.fromEntries(names.flatMap((name) => field(row, name))))
    : found;
}

const field = (row: Row, name: string): [string, string][] =>
  row[name] === undefined ? [] : [[name, row[name]]];

/** Runs a command of the console: the last word of the path. */
function command(menus: Menus, path: string, values: Row): unknown {
  const [, menuPath = '', word = ''] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
  const menu = menus.at(menuPath);
  if (menu && word === 'print') return select([...menu.values()], values);
  if (menu && word === 'remove') {
    const id = values['.id'] ?? '';
    if (!menu.delete(id)) throw badRequest('no such item');
    return [];
  }
  const failure = FAILING[path];
  if (failure !== undefined) throw new Refused(500, 'Internal Server Error', failure);
  if (path === 'interface/print') return [{ '.id': '*1', name: 'ether1' }];
  throw badRequest('no such command');
}

function valuesIn(body: string): Row {
  if (body === '') return {};
  const values = JSON.parse(body) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
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
