import { decodeEventCursor, encodeEventCursor } from '../../src/events/event-cursor.js';
import { type DashboardSubjects } from './dashboard-data.js';
import { type ScreenRequest } from './screen-request.js';
import { type AskedShop, screenRequests } from './screen-requests.js';

/** The lists that grow with every sale: a page far behind the first one is asked for, too. */
const DEEP_LISTS = {
  Payments: '/payments/',
  Access: '/access/entitlements/',
  Webhooks: '/payments/webhook-events/',
} as const;
const DEEP_PAGE = 50;
/** What a dashboard has missed that was not looked at for a while: more than one answer has. */
const MISSED_EVENTS = 500;

/** Reads a JSON answer of the server. */
type Get = (path: string) => Promise<unknown>;

/** Everything that the dashboard asks, also with the cursors that the server gives out. */
export async function allRequests(
  get: Get,
  shop: AskedShop,
  subjects: DashboardSubjects,
): Promise<readonly ScreenRequest[]> {
  return [
    ...screenRequests(shop, subjects),
    ...(await deepPages(get)),
    ...(await pollsOfEvents(get)),
  ];
}

/** The fiftieth pages of the lists that grow. */
async function deepPages(get: Get): Promise<readonly ScreenRequest[]> {
  const requests: ScreenRequest[] = [];
  for (const [screen, list] of Object.entries(DEEP_LISTS)) {
    let path: string = list;
    for (let page = 1; page < DEEP_PAGE; page += 1) {
      const { next } = (await get(path)) as { readonly next: string | null };
      if (next === null) throw new Error(`${list} has no page ${page + 1}`);
      const { pathname, search } = new URL(next);
      path = pathname + search;
    }
    const deep = path;
    requests.push({ screen, name: `page ${DEEP_PAGE}`, path: () => deep });
  }
  return requests;
}

/** How a dashboard asks what is new: when it has heard of everything, and after a pause. */
async function pollsOfEvents(get: Get): Promise<readonly ScreenRequest[]> {
  const { cursor } = (await get('/events/')) as { readonly cursor: string };
  const read = decodeEventCursor(cursor);
  if (!read) throw new Error('The cursor of events is not known');
  const earlier = encodeEventCursor({ ...read, id: Math.max(0, read.id - MISSED_EVENTS) });
  const after = (of: string) => () => `/events/?after=${encodeURIComponent(of)}`;
  const screen = 'Everywhere';
  return [
    { screen, name: 'poll of events', path: after(cursor) },
    { screen, name: 'events after a pause', path: after(earlier) },
    { screen, name: 'cursor of events', path: () => '/events/' },
  ];
}
