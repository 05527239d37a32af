import { present } from '../../api/present.js';
import { namedBy } from '../../format/customer.js';
import { type Search } from '../../router.js';

const SOURCES = ['payment', 'operator', 'voucher'] as const;
const ACTIVE = ['true', 'false'] as const;

/** The filters of both lists in the address. */
const NAMES = ['q', 'router', 'package', 'active', 'source', 'from', 'to'] as const;

/** The customer that the address names, as filters of the API have it; a receipt is none. */
function customerOf({ q = '' }: Search): { phone?: string; mac?: string; code?: string } {
  const text = q.trim();
  const by = namedBy(text);
  if (by === null || by === 'mpesa_reference') return {};
  return { [by]: text };
}

/** Whether a text was given that names no customer. */
export const isUnclear = (search: Search): boolean =>
  (search['q'] ?? '').trim() !== '' && Object.keys(customerOf(search)).length === 0;

/** The filters of sessions. */
export const sessionFilters = (search: Search) =>
  present({ ...customerOf(search), router: idIn(search['router']), cursor: search['cursor'] });

/**
 * Where the sessions that fit an address are had as CSV: the open ones, or all of a period. Null when
 * it has a filter that sessions do not have.
 */
export function sessionsExport(search: Search, isOpen: boolean, timeZone: string): string | null {
  if (!isOpen && givenFilters(search, ['package', 'active', 'source']) > 0) return null;
  const filters = present({
    ...customerOf(search),
    router: search['router'],
    ...(isOpen ? { active: 'true' } : { from: search['from'], to: search['to'] }),
    tz: timeZone,
  });
  return `/access/sessions/export/?${new URLSearchParams(filters).toString()}`;
}

/** The filters of entitlements. */
export const entitlementFilters = (search: Search, timeZone: string) =>
  present({
    ...customerOf(search),
    router: idIn(search['router']),
    package: idIn(search['package']),
    active: ACTIVE.find((each) => each === search['active']),
    source: SOURCES.find((each) => each === search['source']),
    from: search['from'],
    to: search['to'],
    tz: timeZone,
    cursor: search['cursor'],
  });

/** How many of these filters an address has. */
export const givenFilters = (search: Search, names: readonly string[] = NAMES): number =>
  names.filter((name) => (search[name] ?? '') !== '').length;

/** An address without filters. */
export const NO_FILTERS: Search = Object.fromEntries(
  [...NAMES, 'cursor'].map((name) => [name, undefined]),
);

export { SOURCES };

const idIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
