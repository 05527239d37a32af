import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { aMac, insertEntitlement, insertNas } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { json, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { insertTicket, RadiusFunctions } from '../support/radius-functions.js';
import { runPlannedJobs } from '../support/jobs.js';
import { databaseDump, holds } from '../support/secret-search.js';
import { aPhone, checkStatus, createLink } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, paidEvent, WEBHOOK_PATH } from '../support/webhooks.js';

/** Where a secret may be seen, by what it is called below; nowhere else, and the rest nowhere. */
const SHOWN_ONCE = [
  'access token',
  'refresh token',
  'token of an API key login',
  'API private key',
  'new API private key',
  'refreshed access token',
  'refreshed refresh token',
  'access claim',
  'former RADIUS secret',
  'rotated RADIUS secret',
  'issued login ticket',
  'code of given access',
];

/** What RADIUS and CHAP compute with is stored as it is, in these tables and in no other. */
const STORED_PLAIN: Readonly<Record<string, readonly string[]>> = {
  'RADIUS secret': ['radius.nas'],
  'rotated RADIUS secret': ['radius.nas'],
  'access code': ['public.entitlements', 'public.login_attempts', 'public.accounting_sessions'],
  'code of given access': ['public.entitlements'],
};

const METRICS_TOKEN = `metrics-${randomHex(16)}`;
const JWT_SECRET = randomHex(32);
const OLD_JWT_SECRET = randomHex(32);
const ENCRYPTION_KEY = KeyRing.generateKey();
const OLD_ENCRYPTION_KEY = KeyRing.generateKey();

let database: TestDatabase;
let app: TestApp;
let shop: Shop;
/** Stands in for a router that refuses its password. */
let routerDevice: ScriptedServer;
/** Every secret of the scenario by what it is. */
const secrets: Record<string, string> = {};
/** Every answer of the server, headers and body, with the request that it answers. */
const answers: { readonly to: string; readonly text: string }[] = [];
/** The whole database, every table of every schema, a row a line. */
let dump: readonly string[];

/** Sends a request, keeps everything that comes back, and gives the body. */
async function call(
  method: string,
  path: string,
  body: object | string = {},
  headers: Readonly<Record<string, string>> = shop.token,
): Promise<Record<string, string>> {
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const head = [...response.headers].map((pair) => pair.join(': ')).join('\n');
  answers.push({ to: `${method} ${path}`, text: `${head}\n\n${text}` });
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return {};
  }
}

/** Everything an operator, a portal, a customer, IntaSend and a stranger do, well and badly. */
async function scenario(): Promise<void> {
  const { username, password } = shop;
  Object.assign(secrets, {
    JWT_SECRET: JWT_SECRET,
    'old JWT_SECRET': OLD_JWT_SECRET,
    ENCRYPTION_KEY: ENCRYPTION_KEY,
    'old ENCRYPTION_KEY': OLD_ENCRYPTION_KEY,
    METRICS_TOKEN: METRICS_TOKEN,
    password: password,
    'API private key': shop.privateKey,
    'access token': shop.accessToken,
    'refresh token': shop.refreshToken,
    'private key at IntaSend': shop.secretKey,
    'webhook challenge': shop.challenge ?? '',
    'wrong password': `wrong ${randomHex(12)}`,
    'password typed as a name': `typed-${randomHex(12)}`,
    'new password': `pass phrase ${randomHex(12)}`,
    'replaced private key': `ISSecretKey_test_${randomHex(12)}`,
    'new webhook challenge': `challenge-${randomHex(12)}`,
    'guessed challenge': `guess-${randomHex(12)}`,
    'router password': `router-${randomHex(12)}`,
    'chosen API private key': randomHex(32),
    'private key in a broken body': `ISSecretKey_test_${randomHex(12)}`,
  });
  const of = (name: string): string => secrets[name] ?? '';

  await logins(of, username, password);
  await keysAndRouters(of);
  await sales(of);
  await givenAccess();
  await routerLogins();
  const wrong = { old_password: of('wrong password'), new_password: of('new password') };
  await call('POST', '/users/change-password/', wrong);
  await call('POST', '/users/change-password/', { ...wrong, old_password: password });
  await call('GET', '/users/profile/');
  await call('POST', '/users/logout/');
  for (const path of ['/health/', '/health/ready', '/metrics', '/nowhere']) await call('GET', path);
  await call('GET', '/metrics', {}, { Authorization: `Bearer ${METRICS_TOKEN}` });
}

async function logins(
  of: (name: string) => string,
  username: string,
  password: string,
): Promise<void> {
  const login = '/users/login/';
  await call('POST', login, { username, password: of('wrong password') }, {});
  await call('POST', login, { username: of('password typed as a name'), password }, {});
  await call('POST', login, `{"username":"${username}","password":"${password}`, {});
  await call('POST', '/users/register/', { username, email: 'no', password }, {});
  const first = await call('POST', login, { username, password }, {});
  secrets['refresh token'] = first['refresh_token'] ?? '';
  const refresh = { refresh_token: first['refresh_token'] };
  const next = await call('POST', '/users/token/refresh/', refresh, {});
  secrets['refreshed access token'] = next['access_token'] ?? '';
  secrets['refreshed refresh token'] = next['refresh_token'] ?? '';
  await call('POST', '/users/token/refresh/', refresh, {});
  await call('GET', '/payments/', {}, { Authorization: `Bearer ${of('access token')}x` });
  const keys = { public_key: shop.publicKey, private_key: shop.privateKey };
  const byKeys = await call('POST', '/users/api-key-login/', keys, {});
  secrets['token of an API key login'] = byKeys['access_token'] ?? '';
  await call('POST', '/users/api-key-login/', { ...keys, private_key: randomHex(32) }, {});
}

async function keysAndRouters(of: (name: string) => string): Promise<void> {
  const credential = `/payments/credentials/${shop.credentialId}/`;
  await call('GET', credential);
  await call('GET', '/payments/credentials/');
  await call('GET', '/payments/credentials/provider/instasend/');
  const broken = `{"private_key":"${of('private key in a broken body')}", oops`;
  await call('POST', `${credential}update-private-key/`, broken);
  await call('POST', `${credential}verify/`, { private_key: of('replaced private key') });
  await call('POST', `${credential}verify/`);
  await call('PATCH', credential, { webhook_challenge: of('new webhook challenge') });
  await call('PATCH', credential, { webhook_challenge: of('webhook challenge') });

  const router = { name: 'R', host: '127.0.0.1', port: routerDevice.port, username: 'api' };
  const added = await call('POST', '/routers/', { ...router, password: of('router password') });
  const path = `/routers/${added['id'] ?? ''}/`;
  await call('GET', path);
  await call('PATCH', path, { password: of('router password') });
  await call('POST', `${path}test-connection/`);
  await call('PATCH', path, { access_method: 'radius' });
  secrets['former RADIUS secret'] = (await call('GET', `${path}setup/`))['radius_secret'] ?? '';
  const once = { ...shop.token, 'Idempotency-Key': randomHex(8) };
  const other = await call('POST', `${path}rotate-radius-secret/`, {}, once);
  secrets['rotated RADIUS secret'] = other['radius_secret'] ?? '';
  await call('PATCH', path, { name: 'Renamed' });
  await call('GET', path);
  await call('GET', `${path}device-info/`);

  const rotated = await call('POST', '/users/rotate-api-keys/?grace_hours=1');
  secrets['new API private key'] = rotated['private_key'] ?? '';
  const chosen = { public_key: randomHex(16), private_key: of('chosen API private key') };
  await call('POST', '/users/set-custom-api-keys/', { ...chosen, public_key: 'not hex' });
  await call('GET', '/users/api-keys/');
}

async function sales(of: (name: string) => string): Promise<void> {
  const path = '/payments/intasend/initiate/';
  const keyed = { ...shop.portal, 'Idempotency-Key': 'one-sale' };
  const sale = shop.saleRequest({ phone_number: aPhone() });
  const sold = await app.post(path, sale, keyed).expect(201);
  await app.post(path, sale, keyed).expect(201);
  secrets['access claim'] = String(sold.body.access_claim);
  const claim = { access_claim: sold.body.access_claim as string };
  await call('POST', `/payments/intasend/${String(sold.body.payment.id)}/check-status/`, claim);
  const link = await createLink(app, shop).expect(201);
  const out = await aPromptOut(app, shop);
  for (const { body } of [sold, link]) answers.push({ to: 'a sale', text: JSON.stringify(body) });
  await call('POST', WEBHOOK_PATH, { ...paidEvent(out, shop), challenge: of('guessed challenge') });
  await call('POST', WEBHOOK_PATH, { ...paidEvent(out, shop), challenge: shop.challenge });
  await call('POST', WEBHOOK_PATH, { challenge: of('webhook challenge'), nonsense: true });
  await runPlannedJobs(app);
  await checkStatus(app, shop, out.id).expect(200);
  await call('GET', `/payments/${out.id}/`);
  await call('GET', '/payments/');
  // From here on IntaSend refuses the keys, and says so in its own words.
  const keys = `/payments/credentials/${shop.credentialId}/update-private-key/`;
  await call('POST', keys, { private_key: of('replaced private key') });
  await call('POST', '/payments/intasend/initiate/', shop.saleRequest({ phone_number: aPhone() }));
  await runPlannedJobs(app);
}

/** An operator gives access and changes it, each request twice under one Idempotency-Key. */
async function givenAccess(): Promise<void> {
  const twice = async (path: string, body: object): Promise<Record<string, string>> => {
    const keyed = { ...shop.token, 'Idempotency-Key': randomHex(8) };
    const first = await call('POST', `/access/entitlements/${path}`, body, keyed);
    expect(await call('POST', `/access/entitlements/${path}`, body, keyed)).toEqual(first);
    secrets['code of given access'] = first['code'] ?? '';
    return first;
  };
  const sold = { router: shop.routerId, package: shop.packageId };
  const { id } = await twice('', { ...sold, reason: 'No access yesterday' });
  await twice(`${id}/devices/`, { mac_address: aMac() });
  await twice(`${id}/extend/`, { minutes: 5, reason: 'The power was out' });
  await twice(`${id}/disconnect/`, {});
  await twice(`${id}/revoke/`, { reason: 'A mistake' });
}

/** A router asks for a login with a code and with a ticket, and reports the session. */
async function routerLogins(): Promise<void> {
  const pool = new Pool({ connectionString: database.url, max: 1 });
  try {
    secrets['RADIUS secret'] = randomHex(16);
    const router = await insertNas(pool, {
      address: '10.77.0.1',
      userId: shop.userId,
      secret: secrets['RADIUS secret'],
    });
    const chain = await insertEntitlement(pool, router, { deviceLimit: 2 });
    const ticket = await insertTicket(pool, chain);
    Object.assign(secrets, { 'access code': chain.code, 'login ticket': ticket });
    const radius = new RadiusFunctions(pool, router);
    const mac = aMac();
    await radius.login(chain.code, mac);
    await radius.account({ type: 'Start', mac, user: chain.code });
    const reconnect = { router_id: router.routerId, mac_address: mac, code: chain.code };
    const keyed = { ...shop.token, 'Idempotency-Key': 'one-reconnect' };
    const issued = await call('POST', '/access/reconnect/', reconnect, keyed);
    await call('POST', '/access/reconnect/', reconnect, keyed);
    await call('POST', '/access/reconnect/', { ...reconnect, router_id: 1 });
    secrets['issued login ticket'] = issued['login_ticket'] ?? '';
    await radius.login(ticket, aMac());
    await radius.login(ticket, aMac());
  } finally {
    await pool.end();
  }
  for (const path of [`/routers/`, '/routers/packages/']) await call('GET', path);
}

const found = (lines: readonly string[], names: readonly string[]): string[] =>
  names.flatMap((name) =>
    lines
      .filter((line) => holds(line, secrets[name] ?? ''))
      .map((line) => `${name} in ${line.slice(0, 300)}`),
  );

beforeAll(async () => {
  routerDevice = await startScriptedServer(json(401, { detail: 'Unauthorized' }));
  database = await createTestDatabase();
  app = await startTestApp({
    databaseUrl: database.url,
    settings: {
      JWT_SECRET: `${JWT_SECRET},${OLD_JWT_SECRET}`,
      ENCRYPTION_KEY: `${ENCRYPTION_KEY},${OLD_ENCRYPTION_KEY}`,
      METRICS_TOKEN,
      LOG_LEVEL: 'trace',
      ROUTER_TIMEOUT_MS: '300',
    },
    routerAddresses: { refusalOf: () => null },
  });
  shop = await aShop(app);
  await scenario();
  dump = await databaseDump(app);
});
afterAll(async () => {
  await routerDevice.stop();
  await app.stop();
  await database.drop();
});

describe('everything that the server wrote', () => {
  it('is there to be searched, and the secrets are there to be found', () => {
    expect(Object.entries(secrets).filter(([, secret]) => secret.length < 8)).toEqual([]);
    expect(app.logs.length).toBeGreaterThan(40);
    expect(answers.length).toBeGreaterThan(35);
    expect(dump.length).toBeGreaterThan(30);
    expect(holds(`x${Buffer.from(`a:${shop.password}`).toString('base64')}`, shop.password)).toBe(
      true,
    );
    // What must be there shows that the search sees: the phone numbers and the names.
    expect(dump.join('\n')).toContain(shop.username);
  });

  it('holds no secret in its logs', () => {
    expect(found(app.logs, Object.keys(secrets))).toEqual([]);
  });

  it('holds no secret in its database, but sealed or hashed', () => {
    const kept = Object.keys(secrets).filter((name) => !(name in STORED_PLAIN));
    expect(found(dump, kept)).toEqual([]);
  });

  it.each(Object.entries(STORED_PLAIN))(
    'holds a %s where it must, and nowhere else',
    (name, tables) => {
      const lines = dump.filter((line) => holds(line, secrets[name] ?? ''));
      const holding = new Set(lines.map((line) => line.slice(0, line.indexOf(':'))));
      expect([...holding].toSorted()).toEqual(tables.toSorted());
    },
  );

  it('holds no secret in its answers, but those that are shown this once', () => {
    const kept = Object.keys(secrets).filter((name) => !SHOWN_ONCE.includes(name));
    const lines = answers.map(({ to, text }) => `${to}: ${text}`);
    expect(found(lines, kept)).toEqual([]);
  });

  it.each([
    'new API private key',
    'refresh token',
    'refreshed refresh token',
    'former RADIUS secret',
    'rotated RADIUS secret',
  ])('shows a %s in the one answer that is for it', (name) => {
    const shownIn = answers.filter(({ text }) => holds(text, secrets[name] ?? ''));
    expect(shownIn).toHaveLength(1);
  });
});
