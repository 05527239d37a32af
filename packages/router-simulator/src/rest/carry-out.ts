import { type Menus } from './menus.js';
import { badRequest, noSuchItem, notFound, Refused } from './refused.js';
import { type Row } from './row.js';
import { select, type Selection } from './select.js';

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

/** What answers requests: the menus, and the router itself. */
export interface RestRouter {
  readonly menus: Menus;
  /** `system/resource`. */
  readonly resource: () => Row;
}

/** Faults of the router itself: RouterOS answers 500, also for a missing permission. */
const FAILING: Readonly<Record<string, string>> = {
  'system/reboot': 'not enough permissions (9)',
  ping: 'std failure: timeout (13)',
};

/**
 * Does what a request asks for.
 * @throws Refused
 */
export function carryOut(router: RestRouter, { method, url, body }: RestRequest): RestResult {
  const { pathname, searchParams } = new URL(url, 'http://router');
  if (!pathname.startsWith('/rest/')) throw notFound();
  const path = pathname.slice('/rest/'.length);
  const { menus } = router;
  switch (method) {
    case 'GET':
      return { status: 200, answer: read(router, path, searchParams) };
    case 'PUT': {
      const menu = menus.at(path);
      if (!menu) throw badRequest('no such command or directory');
      return { status: 201, answer: menu.add(rowIn(body)) };
    }
    case 'PATCH': {
      const { menu, id } = menus.rowAt(path);
      return { status: 200, answer: menu.set(id, rowIn(body)) };
    }
    case 'DELETE': {
      const { menu, id } = menus.rowAt(path);
      menu.remove(id);
      return { status: 204, answer: null };
    }
    case 'POST':
      return { status: 200, answer: command(menus, path, body) };
    default:
      throw new Refused(405, 'Method Not Allowed');
  }
}

function read({ menus, resource }: RestRouter, path: string, query: URLSearchParams): unknown {
  if (path === 'system/resource') return resource();
  if (path === 'system/identity') return { name: 'Cafe' };
  const menu = menus.at(path);
  if (!menu) return menus.rowAt(path).row;
  const { '.proplist': proplist, ...conditions } = Object.fromEntries(query);
  return select(menu.list(), {
    conditions,
    ...(proplist === undefined ? {} : { proplist: proplist.split(',') }),
  });
}

/** Runs a command of the console: the last word of the path. */
function command(menus: Menus, path: string, body: string): unknown {
  const { menu, word } = menus.split(path);
  if (menu && word === 'print') return select(menu.list(), selectionIn(body));
  if (menu && (word === 'remove' || word === 'set')) {
    const { '.id': id = '', ...values } = rowIn(body);
    if (!menu.list().some((row) => row['.id'] === id)) throw noSuchItem();
    if (word === 'set') menu.set(id, values);
    else menu.remove(id);
    return [];
  }
  if (menu && word === 'add') return { ret: menu.add(rowIn(body))['.id'] };
  const run = menu?.commands?.[word];
  if (run) return run(rowIn(body)) ?? [];
  const failure = FAILING[path];
  if (failure !== undefined) throw new Refused(500, 'Internal Server Error', failure);
  if (path === 'interface/print') return [{ '.id': '*1', name: 'ether1' }];
  throw badRequest('no such command');
}

function selectionIn(body: string): Selection {
  const { '.proplist': proplist, '.query': query, ...conditions } = valuesIn(body);
  return {
    conditions: asRow(conditions),
    ...(proplist === undefined ? {} : { proplist: wordsIn(proplist) }),
    ...(query === undefined ? {} : { query: wordsIn(query) }),
  };
}

const wordsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : String(value).split(',');

const rowIn = (body: string): Row => asRow(valuesIn(body));

const asRow = (values: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

function valuesIn(body: string): Record<string, unknown> {
  if (body === '') return {};
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    throw badRequest('invalid JSON');
  }
}
