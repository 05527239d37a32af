import { type Shop } from '../shop.js';
import { type DashboardSubjects } from './dashboard-data.js';

/** A request that a screen of the dashboard sends: its path for the n-th time. */
export interface ScreenRequest {
  readonly screen: string;
  readonly name: string;
  readonly path: (turn: number) => string;
}

const DAY_MS = 86_400_000;
const PAGE = 'limit=50';

/** A day some days ago, as the API takes it. */
const day = (ago: number): string => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
/** How many pages are turned before the fiftieth is measured. */
export const DEEP_PAGE = 50;

/** The requests of all screens. */
export function screenRequests(
  shop: Pick<Shop, 'routerIds' | 'packageId'>,
  subjects: DashboardSubjects,
): readonly ScreenRequest[] {
  const pick =
    (of: readonly string[], path: (value: string) => string) =>
    (turn: number): string =>
      path(encodeURIComponent(of[turn % of.length] ?? ''));
  const router = pick(shop.routerIds.map(String), (id) => id);
  const on = (
    screen: string,
    requests: Readonly<Record<string, string | ((turn: number) => string)>>,
  ) =>
    Object.entries(requests).map(([name, path]) => ({
      screen,
      name,
      path: typeof path === 'string' ? () => path : path,
    }));
  const search = (of: readonly string[]) => pick(of, (q) => `/search/?q=${q}`);
  return [
    ...on('Today', {
      'today against yesterday': '/reports/summary/?compare=previous',
      'today against last week': '/reports/summary/?compare=week',
      'by hour': '/reports/summary/?by=hour',
      now: '/reports/now/',
      'last sales': '/payments/?limit=10',
    }),
    ...on('Find', {
      receipt: search(subjects.receipts),
      phone: search(subjects.phones),
      'MAC address': search(subjects.macs),
      'access code': search(subjects.codes),
      'payment id': search(subjects.paymentIds),
      'beginning of an id': search(subjects.paymentIds.map((id) => id.slice(0, 10))),
      invoice: search(subjects.invoices),
      nothing: '/search/?q=QZZZZZZZZZ',
    }),
    ...on('Payments', {
      all: `/payments/?${PAGE}`,
      completed: `/payments/?${PAGE}&status=completed`,
      failed: `/payments/?${PAGE}&status=failed`,
      waiting: `/payments/?${PAGE}&status=processing`,
      method: `/payments/?${PAGE}&method=mpesa`,
      provider: `/payments/?${PAGE}&provider=kopokopo`,
      'a rare provider and status': `/payments/?${PAGE}&provider=kopokopo&status=processing`,
      router: (turn) => `/payments/?${PAGE}&router=${router(turn)}`,
      'router and status': (turn) => `/payments/?${PAGE}&status=failed&router=${router(turn)}`,
      package: `/payments/?${PAGE}&package=${shop.packageId}`,
      phone: pick(subjects.phones, (phone) => `/payments/?${PAGE}&phone=${phone}`),
      'MAC address': pick(subjects.macs, (mac) => `/payments/?${PAGE}&mac=${mac}`),
      receipt: pick(subjects.receipts, (r) => `/payments/?${PAGE}&mpesa_reference=${r}`),
      day: (turn) => `/payments/?${PAGE}&from=${day(turn)}&to=${day(turn)}`,
      'month and status': `/payments/?${PAGE}&from=${day(60)}&to=${day(30)}&status=failed`,
      details: pick(subjects.paymentIds, (id) => `/payments/${id}/`),
    }),
    ...on('To look at', {
      'under review': `/payments/?${PAGE}&review=true`,
      'for a reason': `/payments/?${PAGE}&review=amount_mismatch`,
      'unmatched receipts': `/payments/receipts/?${PAGE}&state=unmatched`,
    }),
    ...on('Access', {
      'online now': `/access/sessions/?${PAGE}&active=true`,
      'online at a router': (turn) =>
        `/access/sessions/?${PAGE}&active=true&router=${router(turn)}`,
      'all entitlements': `/access/entitlements/?${PAGE}`,
      running: `/access/entitlements/?${PAGE}&active=true`,
      ended: `/access/entitlements/?${PAGE}&active=false`,
      'running at a router': (turn) =>
        `/access/entitlements/?${PAGE}&active=true&router=${router(turn)}`,
      'given by the operator': `/access/entitlements/?${PAGE}&source=operator`,
      phone: pick(subjects.phones, (phone) => `/access/entitlements/?${PAGE}&phone=${phone}`),
      code: pick(subjects.codes, (code) => `/access/entitlements/?${PAGE}&code=${code}`),
      'MAC address': pick(subjects.macs, (mac) => `/access/entitlements/?${PAGE}&mac=${mac}`),
      detail: pick(subjects.entitlementIds, (id) => `/access/entitlements/${id}/`),
      'diagnosis by phone': pick(subjects.phones, (phone) => `/access/diagnose/?phone=${phone}`),
      'diagnosis by code': pick(subjects.codes, (code) => `/access/diagnose/?code=${code}`),
      'diagnosis by MAC address': pick(subjects.macs, (mac) => `/access/diagnose/?mac=${mac}`),
      'diagnosis by receipt': pick(
        subjects.receipts,
        (r) => `/access/diagnose/?mpesa_reference=${r}`,
      ),
    }),
    ...on('Routers and packages', {
      routers: '/routers/?limit=200',
      packages: '/routers/packages/?limit=200',
      'sold by package in a week': `/reports/summary/?by=package&from=${day(6)}&to=${day(0)}`,
    }),
    ...reports(on),
    ...on('Webhooks', {
      all: `/payments/webhook-events/?${PAGE}`,
      failed: `/payments/webhook-events/?${PAGE}&outcome=failed`,
      settled: `/payments/webhook-events/?${PAGE}&outcome=settled`,
    }),
    ...on('Logins', {
      logins: '/users/sessions/',
      'security log': `/security-log/?${PAGE}`,
      'security log of a kind': `/security-log/?${PAGE}&kind=logged_in`,
    }),
    ...on('Everywhere', { profile: '/users/profile/' }),
  ];
}

type On = (screen: string, requests: Readonly<Record<string, string>>) => readonly ScreenRequest[];

/** Each grouping, for a day, a month and a year, as far as the API allows it. */
function reports(on: On): readonly ScreenRequest[] {
  const periods = { day: 0, month: 30, year: 364 };
  const groupings = ['hour', 'day', 'week', 'month', 'router', 'package', 'provider', 'source'];
  return on(
    'Reports',
    Object.fromEntries(
      Object.entries(periods).flatMap(([period, days]) =>
        ['nothing', ...groupings]
          .filter((by) => by !== 'hour' || period !== 'year')
          .map((by) => [
            `${period} by ${by}`,
            `/reports/summary/?compare=previous&from=${day(days)}&to=${day(0)}` +
              (by === 'nothing' ? '' : `&by=${by}`),
          ]),
      ),
    ),
  );
}
