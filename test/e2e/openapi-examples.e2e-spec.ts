import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApiDocument } from '../../src/docs/build-document.js';
import request, { type Response } from 'supertest';
import { ApiDocument } from '../../src/docs/api-document.js';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { SAME_ORIGIN } from '../support/browser-session.js';
import { operationsOf } from '../support/document-judge.js';

/** Each needs what those before it have made; all others can be sent in any order between. */
const FIRST = [
  'POST /users/register/',
  'POST /users/login/',
  'POST /session/',
  'POST /payments/credentials/',
  'POST /routers/',
  'POST /routers/packages/',
  'POST /payments/intasend/initiate/',
  'POST /payments/initiate/',
  'POST /payments/intasend/create-link/',
  'POST /payments/{id}/mark-completed/',
  'POST /payments/{id}/mark-failed/',
  'POST /payments/{id}/resolve-review/',
  'POST /users/set-custom-api-keys/',
];

/** Sent so often: a package is copied from the router of the first to those of the others. */
const REPEATED: Readonly<Record<string, number>> = { 'POST /routers/': 3 };

/** What a fresh server refuses although the example is as it should be. */
const REFUSED: Readonly<Record<string, number>> = {
  // A real token is as long and says nothing to a reader.
  'POST /users/token/refresh/': 401,
  'POST /users/reset-password/': 401,
  // This server has no mail server to send through.
  'POST /users/forgot-password/': 404,
  // The router of the example has a private address, which these tests do not let it reach.
  'POST /routers/{id}/execute-command/': 400,
  // The credentials of the example are of another provider.
  'POST /payments/kopokopo/initiate/': 404,
  // Receipts, claims and ids of payments are drawn.
  'POST /payments/claim-receipt/': 404,
  'POST /payments/receipts/{id}/assign/': 404,
  // The payment of the example is not under review.
  'POST /payments/{id}/resolve-review/': 409,
  'POST /access/reconnect/': 404,
  'POST /access/login-tickets/': 404,
};

describe('the examples of the document', () => {
  let app: TestApp;
  let document: OpenApiDocument;
  let token: Headers = {};

  beforeAll(async () => {
    app = await startTestApp({ settings: { ROUTER_PRIVATE_NETWORKS: 'false' } });
    document = app.nest.get(ApiDocument).get();
  });
  afterAll(() => app.stop());

  const exampleOf = (method: string, path: string): object | undefined => {
    const operation = document.paths[path]?.[method.toLowerCase()];
    const body = operation?.requestBody;
    return body?.content['application/json']?.example as object | undefined;
  };

  const send = (method: string, path: string, body: object): Promise<Response> =>
    Promise.resolve(
      request(app.url)
        [method.toLowerCase() as 'post'](path)
        .set({ ...token, ...SAME_ORIGIN })
        .send(body),
    );

  /** A payment that nobody has paid yet. */
  async function anOpenPayment(): Promise<string> {
    const path = '/payments/intasend/create-link/';
    const { body } = await send('POST', path, exampleOf('POST', path) ?? {});
    return String(body.payment.id);
  }

  /** Access that nobody has changed yet. */
  async function anEntitlement(): Promise<string> {
    const path = '/access/entitlements/';
    const { body } = await send('POST', path, exampleOf('POST', path) ?? {});
    return String(body.id);
  }

  /** The rows of a fresh database have the ids that the examples name. */
  const idFor = (path: string): Promise<string> | string => {
    if (path.startsWith('/payments/{id}/')) return anOpenPayment();
    return path.startsWith('/access/entitlements/{id}/') ? anEntitlement() : '1';
  };

  const repeated = (name: string): string[] =>
    Array.from({ length: REPEATED[name] ?? 1 }, () => name);

  it('are carried out by the running server as they stand', async () => {
    const all = operationsOf(document)
      .filter(({ method, path }) => exampleOf(method, path))
      .map(({ method, path }) => `${method} ${path}`);
    expect(all).toEqual(expect.arrayContaining([...FIRST, ...Object.keys(REFUSED)]));

    const answers: Record<string, number> = {};
    const others = all.filter((one) => !FIRST.includes(one));
    for (const name of [...FIRST, ...others].flatMap(repeated)) {
      const [method = '', path = ''] = name.split(' ');
      const at = path.replace('{id}', await idFor(path));
      const answer = await send(method, at, exampleOf(method, path) ?? {});
      answers[name] = answer.status;
      if (name === 'POST /users/login/') {
        token = { Authorization: `Bearer ${String(answer.body.access_token)}` };
      }
    }
    const refused = Object.entries(answers).filter(([, status]) => status >= 300);
    expect(Object.fromEntries(refused)).toEqual(REFUSED);
  });
});
