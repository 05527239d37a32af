import { type Hotspot } from '../hotspot/hotspot.js';
import { badRequest, noSuchItem, notFound } from './refused.js';
import { LiveTable, type Menu } from './menu.js';
import { type Row } from './row.js';

/** A host name as a phone may send it to the DHCP server, with control characters. */
export const HOST_NAME = 'Asha\u0007s\u001b[0m phone';

const fixed = (...rows: Row[]): Menu =>
  new LiveTable(
    () => rows,
    () => {
      throw badRequest('no such command');
    },
  );

/** The data of a router: menus of rows by path, such as `ip/hotspot/user`. */
export class Menus {
  private readonly menus: ReadonlyMap<string, Menu>;

  constructor({ users, profiles, active, hosts, cookies }: Hotspot) {
    this.menus = new Map<string, Menu>([
      ['ip/hotspot/user', users],
      ['ip/hotspot/user/profile', profiles],
      ['ip/hotspot/active', active],
      ['ip/hotspot/host', hosts],
      ['ip/hotspot/cookie', cookies],
      ['ip/dhcp-server/lease', fixed({ '.id': '*1', 'host-name': HOST_NAME })],
      ['ip/address', fixed({ '.id': '*1', address: '10.5.50.1/24', disabled: 'false' })],
    ]);
  }

  /** The menu at a path; nothing when there is none. */
  at(path: string): Menu | undefined {
    return this.menus.get(path);
  }

  /**
   * The menu and the row at a path, whose last part is the id or the name of the row.
   * @throws Refused
   */
  rowAt(path: string): { readonly menu: Menu; readonly row: Row; readonly id: string } {
    const { menu, word } = this.split(path);
    if (!menu) throw notFound();
    const row = menu.list().find((each) => each['.id'] === word || each['name'] === word);
    if (!row) throw noSuchItem();
    return { menu, row, id: row['.id'] ?? '' };
  }

  /** The menu of a command, and the command: the last part of the path. */
  split(path: string): { readonly menu: Menu | undefined; readonly word: string } {
    const [, menuPath = '', word = ''] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
    return { menu: this.at(menuPath), word: decodeURIComponent(word) };
  }
}
