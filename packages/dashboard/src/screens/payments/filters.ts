import { present } from '../../api/present.js';
import { type Search } from '../../router.js';

const STATUSES = ['pending', 'processing', 'completed', 'failed'] as const;
const PROVIDERS = ['intasend', 'kopokopo'] as const;

/** The filters in the address; all but the last two are also those of the API. */
const NAMES = ['status', 'from', 'to', 'router', 'package', 'provider', 'review', 'q'] as const;

const RECEIPT = /^(?=.*[A-Za-z])[A-Za-z0-9]{8,12}$/;

/** The filters of the address as those of the API; values that are none are left out. */
export function filtersOf(search: Search, timeZone: string) {
  const { status, from, to, router, package: sold, provider, review, q = '' } = search;
  return present({
    status: STATUSES.find((each) => each === status),
    provider: PROVIDERS.find((each) => each === provider),
    router: idIn(router),
    package: idIn(sold),
    review: review === 'true' ? ('true' as const) : undefined,
    from,
    to,
    ...(RECEIPT.test(q.trim()) ? { mpesa_reference: q.trim() } : { phone: q.trim() }),
    tz: timeZone,
  });
}

/** How many filters an address has. */
export const givenFilters = (search: Search): number =>
  NAMES.filter((name) => (search[name] ?? '') !== '').length;

/** An address without filters. */
export const NO_FILTERS: Search = Object.fromEntries(
  [...NAMES, 'cursor'].map((name) => [name, undefined]),
);

export { PROVIDERS, STATUSES };

const idIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
