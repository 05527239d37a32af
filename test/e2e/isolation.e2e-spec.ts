import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApiDocument } from '../../src/docs/build-document.js';
import { type Operation } from '../../src/docs/operation.js';
import request, { type Response } from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { ApiDocument } from '../../src/docs/api-document.js';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { operationsOf } from '../support/document-judge.js';
import { anotherLogin, loginsAndEventsOf } from '../support/logins.js';
import { OWNED_TABLES } from '../support/owned-tables.js';
import { isPage, routesOf } from '../support/routes.js';
import { anUnmatchedReceipt } from '../support/receipts.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

type Json = Readonly<Record<string, unknown>>;

/** What an operator has a row of. */
interface Rows {
  readonly credential: unknown;
  readonly router: unknown;
  readonly package: unknown;
  readonly payment: unknown;
  readonly event: unknown;
  readonly receipt: unknown;
  readonly entitlement: unknown;
  readonly session: unknown;
  readonly login: unknown;
}

/** A device that both operators have attached. */
const MAC = 'AA:BB:CC:DD:EE:FF';
const pathOf = (template: string, id: unknown): string =>
  template.replace('{id}', String(id)).replace('{mac}', MAC);

/** Whose id stands in the path of a route: a new route has to say so here. */
const ROW_IN_PATH: Readonly<Record<string, keyof Rows>> = {
  'DELETE /users/sessions/{id}/': 'login',
  'GET /payments/credentials/{id}/': 'credential',
  'PUT /payments/credentials/{id}/': 'credential',
  'PATCH /payments/credentials/{id}/': 'credential',
  'DELETE /payments/credentials/{id}/': 'credential',
  'POST /payments/credentials/{id}/update-private-key/': 'credential',
  'POST /payments/credentials/{id}/toggle/': 'credential',
  'POST /payments/credentials/{id}/verify/': 'credential',
  'POST /payments/credentials/{id}/subscribe-webhooks/': 'credential',
  'POST /payments/receipts/{id}/assign/': 'receipt',
  'GET /routers/{id}/': 'router',
  'PUT /routers/{id}/': 'router',
  'PATCH /routers/{id}/': 'router',
  'DELETE /routers/{id}/': 'router',
  'POST /routers/{id}/test-connection/': 'router',
  'GET /routers/{id}/device-info/': 'router',
  'POST /routers/{id}/execute-command/': 'router',
  'GET /routers/{id}/packages/': 'router',
  'GET /routers/{id}/checklist/': 'router',
  'GET /routers/{id}/setup/': 'router',
  'POST /routers/{id}/rotate-radius-secret/': 'router',
  'GET /routers/packages/{id}/': 'package',
  'PUT /routers/packages/{id}/': 'package',
  'PATCH /routers/packages/{id}/': 'package',
  'DELETE /routers/packages/{id}/': 'package',
  'POST /routers/packages/{id}/copy/': 'package',
  'GET /payments/{id}/': 'payment',
  'POST /payments/{id}/mark-completed/': 'payment',
  'POST /payments/{id}/mark-failed/': 'payment',
  'POST /payments/{id}/resolve-review/': 'payment',
  'POST /payments/intasend/{id}/check-status/': 'payment',
  'POST /payments/intasend/{id}/retry/': 'payment',
  'POST /payments/kopokopo/{id}/check-status/': 'payment',
  'POST /payments/kopokopo/{id}/retry/': 'payment',
  'POST /payments/{id}/check-status/': 'payment',
  'POST /payments/{id}/retry/': 'payment',
  'GET /payments/webhook-events/{id}/': 'event',
  'POST /payments/webhook-events/{id}/replay/': 'event',
  'GET /access/entitlements/{id}/': 'entitlement',
  'POST /access/entitlements/{id}/extend/': 'entitlement',
  'POST /access/entitlements/{id}/revoke/': 'entitlement',
  'POST /access/entitlements/{id}/disconnect/': 'entitlement',
  'POST /access/entitlements/{id}/devices/': 'entitlement',
  'DELETE /access/entitlements/{id}/devices/{mac}/': 'entitlement',
};

/** Paths with a parameter that is no operator's row. */
const NO_ROW_IN_PATH = [
  // Open to whoever knows the payment's id: it tells the customer no more than how it went.
  'GET /payment/success/{id}/',
  'GET /payment/failed/{id}/',
  'GET /payments/status/{status}/',
  'GET /payments/method/{method}/',
  'GET /payments/credentials/provider/{provider}/',
  'POST /payments/webhook/{provider}/',
  // The signature proves whose it is, not the path.
  'POST /payments/webhook/{provider}/{credential}/',
  'GET /docs/{file}',
];

/** Fields of bodies and filters that name a row. */
const ROW_IN_FIELD: Readonly<Record<string, keyof Rows>> = {
  router_id: 'router',
  router: 'router',
  router_ids: 'router',
  package_id: 'package',
  package: 'package',
  payment_id: 'payment',
};

/** By the contract a package of another router is no refusal of access. */
const NOT_ON_SALE = 'package_not_on_sale';

describe('one operator and another', () => {
  let app: TestApp;
  let document: OpenApiDocument;
  let owner: Shop;
  let stranger: Shop;
  let owned: Rows;
  let own: Rows;

  beforeAll(async () => {
    app = await startTestApp();
    document = app.nest.get(ApiDocument).get();
    [owner, stranger] = [await aShop(app), await aShop(app)];
    [owned, own] = [await rowsOf(owner), await rowsOf(stranger)];
  });
  afterAll(() => app.stop());

  /** A row of everything, each of which can be found through the API. */
  async function rowsOf(shop: Shop): Promise<Rows> {
    // Refused at once, so that nothing is waited for.
    await request(app.url)
      .patch(`/routers/${shop.routerId}/`)
      .set(shop.token)
      .send({ host: '127.0.0.1' })
      .expect(200);
    const settings = request(app.url).put(`/portal/settings/?router=${shop.routerId}`);
    await settings.set(shop.token).send({ name: shop.username }).expect(200);
    const sold = await aPromptOut(app, shop, { mac_address: MAC });
    await deliver(app, paidEvent(sold, shop));
    const { body } = await app.get('/payments/webhook-events/', shop.token).expect(200);
    const access = await app.get(`/access/entitlements/?payment=${sold.id}`, shop.token);
    const entitlement = access.body.results[0].id as string;
    const [session] = await app.database.query<{ id: string }>(
      `INSERT INTO accounting_sessions (id, user_id, router_id, chain_id, acct_session_id, username,
                                        mac_address, started_at, updated_at)
       SELECT gen_random_uuid(), user_id, router_id, id, '1', access_code, $2, now(), now()
         FROM entitlements WHERE id = $1 RETURNING id`,
      [entitlement, MAC],
    );
    return {
      entitlement,
      session: session?.id,
      credential: shop.credentialId,
      router: shop.routerId,
      package: shop.packageId,
      payment: sold.id,
      event: body.results[0].id,
      receipt: await anUnmatchedReceipt(app, shop),
      login: await anotherLogin(app, shop),
    };
  }

  const operationAt = (name: string): Operation => {
    const [method = '', path = ''] = name.split(' ');
    return document.paths[path]?.[method.toLowerCase()] as Operation;
  };

  /** Sends what the document shows as an example, with the caller's own rows in it. */
  function send(
    name: string,
    path: string,
    headers: Headers,
    changes: Json = {},
  ): Promise<Response> {
    const [method = ''] = name.split(' ');
    const sent = request(app.url)[method.toLowerCase() as 'get'](path).set(headers);
    const example = exampleOf(operationAt(name));
    return Promise.resolve(example ? sent.send({ ...withOwnRows(example), ...changes }) : sent);
  }

  const withOwnRows = (body: Json): Json =>
    Object.fromEntries(
      Object.entries(body).map(([field, value]) => {
        const row = ROW_IN_FIELD[field];
        return [field, row ? like(value, own[row]) : value];
      }),
    );

  /** The id of a row as a field has it: in a list where it is one. */
  const like = (value: unknown, id: unknown): unknown => (Array.isArray(value) ? [id] : id);

  /** The headers of each way in that an operation takes. */
  const waysIn = (name: string, shop: Shop): Headers[] =>
    operationAt(name).security.map((way) => ('bearer' in way ? shop.token : shop.portal));

  /** All that the owner has, as the database has it. */
  async function everythingOwned(): Promise<unknown> {
    const parts = OWNED_TABLES.map(
      (table) =>
        `SELECT '${table}' AS "table", to_jsonb(t) AS "row" FROM ${table} t WHERE user_id = $1`,
    );
    return app.database.query(`${parts.join(' UNION ALL ')} ORDER BY 1, 2`, [owner.userId]);
  }

  const withParameters = (): string[] =>
    operationsOf(document)
      .filter(({ path }) => path.includes('{'))
      .map(({ method, path }) => `${method} ${path}`);

  it('are separated on every route with an id, each of which is listed here', () => {
    const listed = [...Object.keys(ROW_IN_PATH), ...NO_ROW_IN_PATH];
    expect(withParameters().sort()).toEqual(listed.sort());
    // Pages of the portal have tests of their own: e2e/portal-sessions.
    const ofApi = routesOf(app).filter(({ path }) => !isPage(path));
    expect(ofApi.filter(({ path }) => path.includes(':'))).toHaveLength(listed.length);
  });

  it.each(Object.entries(ROW_IN_PATH))(
    'do not meet at %s: it is as if the %s were not there',
    async (name, row) => {
      const [, template = ''] = name.split(' ');
      const nobodys = ['payment', 'entitlement', 'login'].includes(row) ? newId() : 2_000_000_000;
      const before = await everythingOwned();
      const ways = waysIn(name, stranger);
      expect(ways).not.toHaveLength(0);
      for (const headers of ways) {
        const refused = await send(name, pathOf(template, owned[row]), headers);
        const absent = await send(name, pathOf(template, nobodys), headers);
        expect(refused.status).toBe(404);
        expect({ ...refused.body, request_id: '' }).toEqual({ ...absent.body, request_id: '' });
      }
      await app.idle();
      expect(await everythingOwned()).toEqual(before);
    },
  );

  it('cannot name rows of each other in a body', async () => {
    const tried: string[] = [];
    for (const { method, path } of operationsOf(document)) {
      const name = `${method} ${path}`;
      for (const field of fieldsOf(operationAt(name))) {
        const row = ROW_IN_FIELD[field];
        if (!row) continue;
        const at = path.replace('{id}', String(own.package));
        const theirs = like(exampleOf(operationAt(name))?.[field], owned[row]);
        const before = await everythingOwned();
        for (const headers of waysIn(name, stranger)) {
          const refused = await send(name, at, headers, { [field]: theirs });
          expect([name, field, refused.status]).toEqual([
            name,
            field,
            refused.body.code === NOT_ON_SALE ? 400 : 404,
          ]);
        }
        expect(await everythingOwned()).toEqual(before);
        tried.push(`${name} ${field}`);
      }
    }
    expect(tried).toEqual(
      expect.arrayContaining([
        'POST /payments/intasend/initiate/ router_id',
        'POST /payments/intasend/initiate/ package_id',
        'POST /payments/intasend/create-link/ router_id',
        'POST /routers/packages/ router',
        'POST /access/reconnect/ router_id',
        'POST /access/login-tickets/ payment_id',
        'PUT /routers/packages/{id}/ router',
        'PATCH /routers/packages/{id}/ router',
        'POST /routers/packages/{id}/copy/ router_ids',
        'POST /access/entitlements/ router',
        'POST /access/entitlements/ package',
      ]),
    );
  });

  it('see nothing of each other in any list', async () => {
    const lists = operationsOf(document).filter(
      ({ method, path }) => method === 'GET' && isList(operationAt(`${method} ${path}`)),
    );
    expect(lists.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/payments/', '/routers/']),
    );
    for (const { path } of lists) {
      const parameter = /\{(\w+)\}/.exec(path)?.[1];
      const words = parameter === undefined ? [''] : wordsOf(operationAt(`GET ${path}`), parameter);
      const found = [];
      for (const word of words) {
        const at = path.replace(/\{\w+\}/, word);
        const { body } = await app.get(`${at}?limit=200`, stranger.token).expect(200);
        found.push(...(body.results as { readonly id: unknown }[]).map(({ id }) => id));
      }
      const ids = [...Object.values(own), ...(await loginsAndEventsOf(app, stranger))];
      expect(found).not.toHaveLength(0);
      for (const id of found) expect(ids).toContain(id);
    }
    const filtered = `/payments/?router=${String(owned.router)}`;
    expect((await app.get(filtered, stranger.token).expect(200)).body.results).toEqual([]);
  });

  it('do meet their own: the requests above are refused for the row alone', async () => {
    const names = Object.keys(ROW_IN_PATH);
    const deletions = names.filter((name) => name.startsWith('DELETE')).reverse();
    const others = names.filter((name) => !name.startsWith('DELETE'));
    for (const name of [...others, ...deletions]) {
      const [, template = ''] = name.split(' ');
      const row = ROW_IN_PATH[name];
      if (!row) continue;
      for (const headers of waysIn(name, stranger).slice(-1)) {
        const answer = await send(name, pathOf(template, own[row]), headers);
        expect([name, answer.status]).not.toEqual([name, 404]);
      }
    }
  });

  const schemaAt = (schema: unknown): Json => {
    const reference = (schema as Json | undefined)?.['$ref'];
    if (typeof reference !== 'string') return (schema ?? {}) as Json;
    return document.components.schemas[reference.split('/').at(-1) ?? ''] ?? {};
  };

  const contentOf = (holder: unknown): { schema?: unknown; example?: unknown } =>
    (holder as { content?: Record<string, object> } | undefined)?.content?.['application/json'] ??
    {};

  const exampleOf = ({ requestBody }: Operation): Json | undefined =>
    contentOf(requestBody).example as Json | undefined;

  const fieldsOf = ({ requestBody }: Operation): string[] =>
    Object.keys(schemaAt(contentOf(requestBody).schema)['properties'] ?? {});

  const isList = ({ responses }: Operation): boolean =>
    'results' in ((schemaAt(contentOf(responses['200']).schema)['properties'] ?? {}) as Json);

  const wordsOf = ({ parameters }: Operation, name: string): string[] => {
    const found = (parameters as { name: string; in: string; schema: Json }[]).find(
      (one) => one.name === name && one.in === 'path',
    );
    return found?.schema['enum'] as string[];
  };
});
