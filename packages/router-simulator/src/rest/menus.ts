import { badRequest, noSuchItem, notFound } from './refused.js';
import { type Row } from './row.js';

/** A host name as a phone may send it to the DHCP server, with control characters. */
export const HOST_NAME = 'Asha\u0007s\u001b[0m phone';

/** The data of a router: menus of rows by path, such as `ip/hotspot/user`. */
export class Menus {
  private readonly rows = new Map<string, Map<string, Row>>([
    ['ip/hotspot/user', new Map()],
    ['ip/dhcp-server/lease', new Map([['*1', { '.id': '*1', 'host-name': HOST_NAME }]])],
    ['ip/address', new Map([['*1', { '.id': '*1', address: '10.5.50.1/24', disabled: 'false' }]])],
  ]);
  private nextId = 16;

  /** The rows of a menu by id; nothing when there is no such menu. */
  at(path: string): Map<string, Row> | undefined {
    return this.rows.get(path);
  }

  /**
   * The menu and the id of a row. The last part of the path is its id or name.
   * @throws Refused
   */
  rowAt(path: string): { readonly menu: Map<string, Row>; readonly id: string } {
    const [, menuPath = '', encoded = ''] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
    const menu = this.at(menuPath);
    if (!menu) throw notFound();
    const word = decodeURIComponent(encoded);
    const row = [...menu.values()].find((each) => each['.id'] === word || each['name'] === word);
    if (!row) throw noSuchItem();
    return { menu, id: row['.id'] ?? '' };
  }

  /**
   * Adds a row with the next free id.
   * @throws Refused
   */
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
