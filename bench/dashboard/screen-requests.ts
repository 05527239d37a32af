import { type Shop } from '../shop.js';
import { type DashboardSubjects } from './dashboard-data.js';
import { reportRequests } from './report-requests.js';
import { day, on, type ScreenRequest, ZONE } from './screen-request.js';

const pick =
  (of: readonly string[], path: (value: string) => string) =>
  (turn: number): string =>
    path(encodeURIComponent(of[turn % of.length] ?? ''));

/** The operator whose dashboard asks. */
export type AskedShop = Pick<Shop, 'routerIds' | 'packageId'>;

/** The requests of all screens, with the parameters that the dashboard sends. */
export function screenRequests(
  shop: AskedShop,
  subjects: DashboardSubjects,
): readonly ScreenRequest[] {
  return [
    ...on('Today', {
      'today by hour, against yesterday': `/reports/summary/?${ZONE}&compare=previous&by=hour`,
      'against last week': `/reports/summary/?${ZONE}&compare=week`,
      'now, to do, last sales': '/reports/now/',
    }),
    ...find(subjects),
    ...payments(shop, subjects),
    ...toLookAt(subjects),
    ...access(shop, subjects),
    ...shopRequests(shop),
    ...reportRequests(),
    ...account(subjects),
  ];
}

function find(subjects: DashboardSubjects): readonly ScreenRequest[] {
  const search = (of: readonly string[]) => pick(of, (q) => `/search/?q=${q}`);
  return on('Find', {
    receipt: search(subjects.receipts),
    'receipt of a till': search(subjects.unmatched),
    phone: search(subjects.phones),
    'MAC address': search(subjects.macs),
    'access code': search(subjects.codes),
    'payment id': search(subjects.paymentIds),
    'beginning of an id': search(subjects.paymentIds.map((id) => id.slice(0, 10))),
    invoice: search(subjects.invoices),
    nothing: '/search/?q=QZZZZZZZZZ',
  });
}

function payments({ routerIds, packageId }: AskedShop, subjects: DashboardSubjects) {
  const router = pick(routerIds.map(String), (id) => `router=${id}`);
  return [
    ...on('Payments', {
      all: `/payments/?${ZONE}`,
      completed: `/payments/?status=completed&${ZONE}`,
      failed: `/payments/?status=failed&${ZONE}`,
      waiting: `/payments/?status=processing&${ZONE}`,
      provider: `/payments/?provider=kopokopo&${ZONE}`,
      'provider and status': `/payments/?status=failed&provider=kopokopo&${ZONE}`,
      'a rare provider and status': `/payments/?status=processing&provider=kopokopo&${ZONE}`,
      router: (turn) => `/payments/?${router(turn)}&${ZONE}`,
      'router and status': (turn) => `/payments/?status=failed&${router(turn)}&${ZONE}`,
      'router and provider': (turn) => `/payments/?provider=kopokopo&${router(turn)}&${ZONE}`,
      package: `/payments/?package=${packageId}&${ZONE}`,
      'package and status': `/payments/?status=failed&package=${packageId}&${ZONE}`,
      'router, under review': (turn) => `/payments/?${router(turn)}&review=true&${ZONE}`,
      phone: pick(subjects.phones, (phone) => `/payments/?phone=${phone}&${ZONE}`),
      receipt: pick(subjects.receipts, (text) => `/payments/?mpesa_reference=${text}&${ZONE}`),
      day: (turn) => `/payments/?from=${day(turn)}&to=${day(turn)}&${ZONE}`,
      'month and status': `/payments/?status=failed&from=${day(60)}&to=${day(30)}&${ZONE}`,
      'names of routers': '/routers/?limit=200',
      'names of packages': '/routers/packages/?limit=200',
      'a day as CSV': (turn) => `/payments/export/?from=${day(turn)}&to=${day(turn)}&${ZONE}`,
    }),
    beginningOf('Payments', 'everything as CSV', `/payments/export/?${ZONE}`),
    beginningOf('Payments', 'failed as CSV', `/payments/export/?status=failed&${ZONE}`),
    beginningOf('Payments', 'a package as CSV', `/payments/export/?package=${packageId}&${ZONE}`),
    ...on('Payment', {
      details: pick(subjects.paymentIds, (id) => `/payments/${id}/`),
      'its access': pick(
        subjects.paymentIds,
        (id) => `/access/entitlements/?payment=${id}&limit=1`,
      ),
    }),
  ];
}

function toLookAt({ phones, unmatched }: DashboardSubjects): readonly ScreenRequest[] {
  return on('To look at', {
    'payments under review': '/payments/?review=true&limit=20',
    'unmatched receipts': '/payments/receipts/?state=unmatched',
    'an unmatched receipt': pick(
      unmatched,
      (text) => `/payments/receipts/?state=unmatched&mpesa_reference=${text}`,
    ),
    'sales of the phone that paid': pick(phones, (phone) => `/payments/?phone=${phone}&limit=20`),
  });
}

function access({ routerIds, packageId }: AskedShop, subjects: DashboardSubjects) {
  const router = pick(routerIds.map(String), (id) => `router=${id}`);
  const { phones, codes, macs } = subjects;
  const online = '/access/sessions/?active=true';
  const all = '/access/entitlements/?';
  const of = (path: string, rest: string) => ({
    phone: pick(phones, (phone) => `${path}phone=${phone}${rest}`),
    mac: pick(macs, (mac) => `${path}mac=${mac}${rest}`),
    code: pick(codes, (code) => `${path}code=${code}${rest}`),
  });
  const [ofOnline, ofAll] = [of(`${online}&`, ''), of(all, `&${ZONE}`)];
  const why = of('/access/diagnose/?', '');
  return [
    ...on('Access', {
      'online now': online,
      'online at a router': (turn) => `${online}&${router(turn)}`,
      'online, phone': ofOnline.phone,
      'online, MAC address': ofOnline.mac,
      'online, code': ofOnline.code,
      'online as CSV': `/access/sessions/export/?active=true&${ZONE}`,
      'all entitlements': `${all}${ZONE}`,
      running: `${all}active=true&${ZONE}`,
      'not running': `${all}active=false&${ZONE}`,
      'at a router': (turn) => `${all}${router(turn)}&${ZONE}`,
      'running at a router': (turn) => `${all}${router(turn)}&active=true&${ZONE}`,
      'of a package': `${all}package=${packageId}&${ZONE}`,
      'running of a package': `${all}package=${packageId}&active=true&${ZONE}`,
      paid: `${all}source=payment&${ZONE}`,
      'given by the operator': `${all}source=operator&${ZONE}`,
      day: (turn) => `${all}from=${day(turn)}&to=${day(turn)}&${ZONE}`,
      'running of a month long ago': `${all}active=true&from=${day(330)}&to=${day(300)}&${ZONE}`,
      phone: ofAll.phone,
      'MAC address': ofAll.mac,
      code: ofAll.code,
      'sessions of a day as CSV': (turn) =>
        `/access/sessions/export/?from=${day(turn)}&to=${day(turn)}&${ZONE}`,
      'diagnosis by phone': why.phone,
      'diagnosis by MAC address': why.mac,
      'diagnosis by code': why.code,
      'diagnosis by receipt': pick(
        subjects.receipts,
        (text) => `/access/diagnose/?mpesa_reference=${text}`,
      ),
    }),
    beginningOf('Access', 'all sessions as CSV', `/access/sessions/export/?${ZONE}`),
    ...on('Access of a customer', {
      details: pick(subjects.entitlementIds, (id) => `/access/entitlements/${id}/`),
    }),
  ];
}

/** Routers, packages, keys, the portal, and the first steps. */
function shopRequests({ routerIds }: AskedShop): readonly ScreenRequest[] {
  const ids = routerIds.map(String);
  return [
    ...on('Routers', {
      routers: '/routers/?limit=20',
      'whether one is heard': pick(ids, (id) => `/routers/${id}/checklist/`),
      'taken today by each': `/reports/summary/?${ZONE}&by=router`,
    }),
    ...on('Router', {
      router: pick(ids, (id) => `/routers/${id}/`),
      'set-up': pick(ids, (id) => `/routers/${id}/setup/?routeros=7.15`),
    }),
    ...on('Packages', {
      packages: '/routers/packages/',
      'sold in a week': `/reports/summary/?from=${day(6)}&${ZONE}&by=package`,
    }),
    ...on('Portal', {
      'settings for all routers': '/portal/settings/',
      'settings for a router': pick(ids, (id) => `/portal/settings/?router=${id}`),
    }),
    {
      ...{ screen: 'Portal', name: 'preview', path: () => '/portal/preview/' },
      body: (turn) => ({ router: Number(ids[turn % ids.length]), settings_for: 'all' }),
    },
    ...on('First steps', {
      'provider keys': '/payments/credentials/?limit=200',
      'whether anything was sold': '/payments/?status=completed&limit=1',
    }),
  ];
}

function account({ webhookIds }: DashboardSubjects): readonly ScreenRequest[] {
  return [
    ...on('Webhooks', {
      all: '/payments/webhook-events/',
      failed: '/payments/webhook-events/?outcome=failed',
      settled: '/payments/webhook-events/?outcome=settled',
      'unmatched, of which there are none': '/payments/webhook-events/?outcome=unmatched',
      details: pick(webhookIds, (id) => `/payments/webhook-events/${id}/`),
    }),
    ...on('Logins', {
      logins: '/users/sessions/?limit=200',
      'security log': '/security-log/',
      'security log of a kind': '/security-log/?kind=logged_in',
      'security log of a rare kind': '/security-log/?kind=credential_added',
    }),
    ...on('Settings', {
      'settings of payments': '/payments/settings/',
      'API keys': '/users/api-keys/',
    }),
    ...on('To compare with', { 'the profile, which is one row': '/users/profile/' }),
  ];
}

/** What is asked of a file that is too large to be read for each measurement. */
const beginningOf = (screen: string, name: string, path: string): ScreenRequest => ({
  screen,
  name: `${name}, its beginning`,
  path: () => path,
  readsBeginning: true,
});
