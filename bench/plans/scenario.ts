import { type Pool } from 'pg';
import { sha256Hex } from '../../src/common/crypto/hash.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { newId } from '../../src/common/ids/uuid.js';
import { type TestApp } from '../../test/support/app.js';
import { sellUnder } from '../../test/support/idempotency.js';
import { PortalBrowser, portalOf } from '../../test/support/portal-browser.js';
import { aFailedPrompt, retry } from '../../test/support/retrying.js';
import {
  aPhone,
  checkStatus,
  createLink,
  initiate,
  paymentDetails,
} from '../../test/support/selling.js';
import { anOperator, aPackage, aRouter, type Shop } from '../../test/support/shop.js';
import {
  aPromptOut,
  deliver,
  paidEvent,
  type PromptOut,
  WEBHOOK_PATH,
} from '../../test/support/webhooks.js';

/**
 * The parts that the scenario needs: a server, an operator with many payments, and the database.
 */
export interface ScenarioTarget {
  readonly app: TestApp;
  readonly shop: Shop;
  /** Connections for changes that the server does not make. */
  readonly pool: Pool;
}

/** Makes the server do everything that it does in production once, including background jobs. */
export async function runScenario(target: ScenarioTarget): Promise<void> {
  await sell(target);
  await reconcile(target);
  await receive(target);
  await operate(target);
  await look(target);
  await follow(target);
  await operateAccess(target);
  await manage(target);
  await signIn(target);
  await lookAfter(target);
}

/** The requests of customers. */
async function sell({ app, shop }: ScenarioTarget): Promise<void> {
  await app.get(`/routers/${shop.routerId}/packages/`, shop.portal).expect(200);
  await visitPortal(app, shop);
  const phone = aPhone();
  await initiate(app, shop, { phone_number: phone }).expect(201);
  await initiate(app, shop, { phone_number: phone }).expect(200);
  await initiate(app, shop, { phone_number: aPhone(), amount: '1.00' }).expect(400);
  const sale = shop.saleRequest({ phone_number: aPhone() });
  await app.post('/payments/initiate/', sale, shop.portal).expect(201);
  const key = randomHex(8);
  const keyed = aPhone();
  await sellUnder(app, shop, key, { phone_number: keyed }).expect(201);
  await sellUnder(app, shop, key, { phone_number: keyed }).expect(201);
  await sellUnder(app, shop, randomHex(8), { phone_number: 'none' }).expect(400);
  const { body } = await createLink(app, shop, { phone_number: aPhone() }).expect(201);
  await checkStatus(app, shop, body.payment.id).expect(200);
  await app.get(`/payment/success/${String(body.payment.id)}/`).expect(200);
  const failed = await aFailedPrompt(app, shop);
  await retry(app, shop, failed.id).expect(201);
}

/** The requests of a customer in the portal. */
async function visitPortal(app: TestApp, shop: Shop): Promise<void> {
  const browser = new PortalBrowser(app);
  const packages = await browser.open(await portalOf(app, shop));
  const asking = await browser.open(packages.links.find((link) => /\/phone\?/.test(link)) ?? '');
  await browser.submit(asking, /\/buy/, { phone_number: aPhone() });
}

/** The jobs for payments whose customers send no checks. */
async function reconcile({ app, shop, pool }: ScenarioTarget): Promise<void> {
  const open = await aPromptOut(app, shop);
  const failed = await aFailedPrompt(app, shop);
  await runFollowUps(pool, app, [open, failed]);
  await task(app, pool, 'take_up_forgotten');
}

/** Makes the reconciliation jobs due, and runs them. */
async function runFollowUps(pool: Pool, app: TestApp, sold: readonly PromptOut[]): Promise<void> {
  const keys = sold.map(({ reference }) => `follow-${reference}`);
  await pool.query('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key = ANY ($1)', [
    keys,
  ]);
  await app.idle();
}

const MONEY_AT_A_TILL = {
  topic: 'buygoods_transaction_received',
  id: 'transaction-1',
  event: {
    type: 'Buygoods Transaction',
    resource: {
      ...{ id: '1', reference: 'TDL4X5Y6Z8', till_number: '112233', status: 'Received' },
      ...{ amount: '50.0', currency: 'KES', sender_phone_number: '+254712345678' },
    },
  },
};

/** The webhooks of providers. */
async function receive({ app, shop, pool }: ScenarioTarget): Promise<void> {
  const paid = await aPromptOut(app, shop);
  await deliver(app, { ...paidEvent(paid, shop) });
  const guessed = await aPromptOut(app, shop);
  await deliver(app, { ...paidEvent(guessed, shop, { challenge: 'forged' }) });
  const unknown = paidEvent(guessed, shop, { invoice_id: randomHex(4), api_ref: randomHex(4) });
  await app.post(WEBHOOK_PATH, unknown).expect(200);
  await app.post('/payments/webhook/kopokopo/1/', MONEY_AT_A_TILL).expect(200);
  await app.idle();
  await task(app, pool, 'revive_webhooks');
}

/** The requests of operators about payments. */
async function operate({ app, shop }: ScenarioTarget): Promise<void> {
  await app.get('/payments/', shop.token).expect(200);
  await app.get('/payments/?status=completed', shop.token).expect(200);
  await app.get('/payments/?review=true', shop.token).expect(200);
  await app.get('/payments/?mpesa_reference=TDL4X5Y6Z7', shop.token).expect(200);
  await app.get('/payments/?mac=AA:BB:CC:00:00:01', shop.token).expect(200);
  await app.get(`/payments/?id=${newId().slice(0, 8)}`, shop.token).expect(200);
  for (const q of ['TDL4X5Y6Z7', '0712345678', 'AABBCC000001', 'K7MP-2XQR', newId(), 'Y5JJV4V']) {
    await app.get(`/search/?q=${q}`, shop.token).expect(200);
  }
  await app.get('/reports/summary/?compare=previous&by=hour', shop.token).expect(200);
  for (const by of ['router', 'package', 'provider', 'source']) {
    await app.get(`/reports/summary/?by=${by}`, shop.token).expect(200);
  }
  const marked = await aPromptOut(app, shop);
  const reason = { reason: 'Paid in cash' };
  await app.post(`/payments/${marked.id}/mark-completed/`, reason, shop.token).expect(200);
  const given = await aPromptOut(app, shop);
  await app.post(`/payments/${given.id}/mark-failed/`, reason, shop.token).expect(200);
  await paymentDetails(app, shop, marked.id);
  const { body } = await app.get('/payments/webhook-events/', shop.token).expect(200);
  await app.get('/payments/webhook-events/?outcome=settled', shop.token).expect(200);
  const event = (body.results as { id: number }[])[0]?.id;
  await app.get(`/payments/webhook-events/${String(event)}/`, shop.token).expect(200);
  await app.post(`/payments/webhook-events/${String(event)}/replay/`, {}, shop.token).expect(200);
  await app.idle();
}

/** What else the dashboard shows. */
async function look({ app, shop }: ScenarioTarget): Promise<void> {
  await app.get('/reports/now/', shop.token).expect(200);
  for (const filter of ['state=unmatched', 'mpesa_reference=TDL4X5Y6Z8', 'phone=0712345678']) {
    await app.get(`/payments/receipts/?${filter}`, shop.token).expect(200);
  }
  await app.get('/users/sessions/', shop.token).expect(200);
  await app.get('/security-log/', shop.token).expect(200);
  await app.get('/security-log/?kind=logged_in', shop.token).expect(200);
}

/** A program that follows the events of its operator. */
async function follow({ app, shop }: ScenarioTarget): Promise<void> {
  const { body } = await app.get('/events/', shop.token).expect(200);
  await aPromptOut(app, shop);
  let read = 0;
  while (read === 0) {
    const answer = await app.get(`/events/?after=${String(body.cursor)}`, shop.token).expect(200);
    read = (answer.body.events as readonly unknown[]).length;
  }
}

/** The requests of operators about access. */
async function operateAccess({ app, shop }: ScenarioTarget): Promise<void> {
  const { token, routerId: router, packageId } = shop;
  const reason = 'No access yesterday';
  const mac = 'AA:BB:CC:00:00:09';
  const grant = { router, package: packageId, phone: aPhone(), mac_address: mac, reason };
  const { body } = await app.post('/access/entitlements/', grant, token).expect(201);
  const path = `/access/entitlements/${String(body.id)}/`;
  await app.post(`${path}extend/`, { minutes: 5, reason }, token).expect(200);
  await app.post(`${path}devices/`, { mac_address: mac }, token).expect(200);
  await app.post(`${path}disconnect/`, {}, token).expect(200);
  await app.get(path, token).expect(200);
  for (const filter of [
    'active=true',
    `router=${router}`,
    `mac=${mac}`,
    `code=${String(body.code)}`,
  ]) {
    await app.get(`/access/entitlements/?${filter}`, token).expect(200);
    await app.get(`/access/sessions/?${filter}`, token).expect(200);
  }
  const asked = [`phone=${grant.phone}`, 'mpesa_reference=NOSUCH', `mac=${mac}`];
  for (const customer of [...asked, `code=${String(body.code)}`]) {
    await app.get(`/access/diagnose/?${customer}`, token).expect(200);
  }
  await app.post(`${path}revoke/`, { reason }, token).expect(200);
}

/** The requests of operators about routers, packages and credentials. */
async function manage({ app, shop }: ScenarioTarget): Promise<void> {
  const { token } = shop;
  for (const list of ['/routers/', '/routers/packages/', '/payments/credentials/']) {
    await app.get(list, token).expect(200);
  }
  await app.get(`/payments/credentials/${shop.credentialId}/`, token).expect(200);
  await app.get('/payments/credentials/provider/instasend/', token).expect(200);
  await app
    .post(`/payments/credentials/${shop.credentialId}/verify/`, { private_key: '-' }, token)
    .expect(200);
  const router = await aRouter(app, shop);
  const sold = await aPackage(app, shop, router);
  const { url } = app;
  const send = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(url + path, {
      method,
      headers: { ...token, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  await send('PATCH', `/routers/packages/${sold}/`, { price: '60.00' });
  await send('DELETE', `/routers/packages/${sold}/`);
  await send('PATCH', `/routers/${router}/`, { name: 'Hall' });
  await aPackage(app, shop, router);
  await send('DELETE', `/routers/${router}/`);
  await send('DELETE', `/routers/packages/${await aPackage(app, shop, shop.routerId)}/`);
}

/** Logins and API keys, with a separate operator. */
async function signIn({ app, pool }: ScenarioTarget): Promise<void> {
  const operator = await anOperator(app);
  const { userId, username, password, publicKey, privateKey, refreshToken } = operator;
  await app.post('/users/login/', { username, password: 'wrong' }).expect(401);
  await app.post('/users/login/', { username, password }).expect(200);
  const keys = { public_key: publicKey, private_key: privateKey };
  await app.post('/users/api-key-login/', keys).expect(200);
  const { body } = await app
    .post('/users/token/refresh/', { refresh_token: refreshToken })
    .expect(200);
  const token = { Authorization: `Bearer ${String(body.access_token)}` };
  await app.get('/users/profile/', token).expect(200);
  await app.get('/users/api-keys/', token).expect(200);
  await app.post('/users/rotate-api-keys/', {}, token).expect(201);
  const changed = { old_password: password, new_password: `another ${password}` };
  await app.post('/users/change-password/', changed, token).expect(200);
  await app.post('/users/logout/', {}, token).expect(200);
  // An unknown operator, because the test has no mail server.
  await app.post('/users/forgot-password/', { username: `no-${username}` }).expect(200);
  await app.idle();
  const resetToken = randomHex(32);
  await pool.query(
    `INSERT INTO password_resets (user_id, token_hash, expires_at)
     VALUES ($1, $2, now() + interval '1 hour')`,
    [userId, sha256Hex(resetToken)],
  );
  const reset = { token: resetToken, new_password: `reset ${password}` };
  await app.post('/users/reset-password/', reset).expect(200);
}

/** The scheduled jobs, metrics and health checks. */
async function lookAfter({ app, shop, pool }: ScenarioTarget): Promise<void> {
  await pool.query(`UPDATE refresh_tokens SET expires_at = now() - interval '1 day'
                     WHERE session_id IN (SELECT id FROM sessions
                                           WHERE user_id > 1000000 LIMIT 100)`);
  await pool.query(`UPDATE password_resets SET expires_at = now()
                     WHERE user_id BETWEEN 1000001 AND 1000100`);
  await pool.query(`UPDATE rate_limits SET expire = 1 WHERE key < 'seeded:10001'`);
  await pool.query(`UPDATE idempotency_keys SET expires_at = now() - interval '1 hour'
                     WHERE user_id % 100 = 0`);
  await task(app, pool, 'clean_up');
  await pool.query(`UPDATE payments SET fee_minor = COALESCE(fee_minor, 0) + 1, net_minor = 1
                     WHERE id IN (SELECT id FROM payments WHERE status = 'completed' LIMIT 100)`);
  // Only the second time it is known that all payments of the last hour are visible.
  await task(app, pool, 'fold_payment_sums');
  await task(app, pool, 'fold_payment_sums');
  await task(app, pool, 'check_payment_sums');
  await app.get('/reports/summary/?from=2020-01-01&to=2100-01-01', shop.token).expect(200);
  await app.get('/metrics/').expect(200);
  await app.get('/health/ready/').expect(200);
}

/** Runs a scheduled task now. */
async function task(app: TestApp, pool: Pool, name: string): Promise<void> {
  await pool.query('SELECT graphile_worker.add_job($1)', [name]);
  await app.idle();
}
