import { type Menus } from './menus.js';
import { badRequest, notFound, Refused } from './refused.js';
import { type Row } from './row.js';

/** A request to the REST API. */
export interface RestRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
}

/** The answer to a request. No content when `answer` is null. */
export interface RestResult {
  readonly status: number;
  readonly answer: unknown;
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

/** Faults of the router itself: RouterOS answers 500, also for a missing permission. */
const FAILING: Readonly<Record<string, string>> = {
  'system/reboot': 'not enough permissions (9)',
  ping: 'std failure: timeout (13)',
};

/**
 * Does what a request asks for.
 * @throws Refused
 */
export function carryOut(menus: Menus, { method, url, body }: RestRequest): RestResult {
  const { pathname, searchParams } = new URL(url, 'http://router');
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
