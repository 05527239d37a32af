import { Table } from '../rest/menu.js';
import { badRequest } from '../rest/refused.js';
import { type Row } from '../rest/row.js';
import { bytes, flag, mac, numberOrUnlimited, period, periodOrNone, text } from '../rest/values.js';

/** `ip/hotspot/user/profile`, with the profile that every router has. */
export function profileTable(nextId: () => string): Table {
  const table = new Table(
    {
      kinds: {
        name: text,
        'rate-limit': text,
        'shared-users': numberOrUnlimited,
        'session-timeout': period,
        'idle-timeout': periodOrNone,
        'keepalive-timeout': periodOrNone,
        'status-autorefresh': periodOrNone,
        'add-mac-cookie': flag,
        'mac-cookie-timeout': period,
        'address-list': text,
        'transparent-proxy': flag,
      },
      defaults: {
        'idle-timeout': 'none',
        'keepalive-timeout': '2m',
        'status-autorefresh': '1m',
        'shared-users': '1',
        'add-mac-cookie': 'true',
        'mac-cookie-timeout': '3d',
        'address-list': '',
        'transparent-proxy': 'false',
        default: 'false',
      },
      required: ['name'],
      nameTaken: 'failure: profile with the same name already exists',
      removing: (row) => {
        if (row['default'] === 'true') throw badRequest('failure: can not remove default profile');
      },
    },
    nextId,
  );
  table.preset('*0', { name: 'default', default: 'true' });
  return table;
}

/**
 * `ip/hotspot/user`.
 *
 * @param hasProfile whether there is a profile with this name
 * @param counters what a user has used
 */
export function userTable(
  nextId: () => string,
  hasProfile: (name: string) => boolean,
  counters: (row: Row) => Row,
): Table {
  return new Table(
    {
      kinds: {
        name: text,
        password: text,
        profile: text,
        server: text,
        'mac-address': mac,
        comment: text,
        disabled: flag,
        'limit-uptime': period,
        'limit-bytes-in': bytes,
        'limit-bytes-out': bytes,
        'limit-bytes-total': bytes,
      },
      defaults: { profile: 'default', disabled: 'false', dynamic: 'false' },
      required: ['name'],
      nameTaken: 'failure: already have user with this name for this server',
      check: ({ profile = '' }) => {
        if (!hasProfile(profile)) throw badRequest('input does not match any value of profile');
      },
      computed: counters,
    },
    nextId,
  );
}
