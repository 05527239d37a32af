import { randomBytes } from 'node:crypto';
import request, { type Response } from 'supertest';
import { Ipv4Network } from '../../src/common/network/ipv4-network.js';
import { type TestApp } from './app.js';
import { type Operator } from './shop.js';

/** The network of the tunnel in tests. */
export const TUNNEL = Ipv4Network.parse('127.77.0.0/16');

/** A public key of WireGuard that no other router has. */
export const aTunnelKey = (): string => randomBytes(32).toString('base64');

/** Adds a router, with differences. */
export const addRouter = async (
  app: TestApp,
  operator: Operator,
  more: object = {},
): Promise<Response> =>
  app.post(
    '/routers/',
    { name: 'Cafe', host: '10.0.0.1', username: 'api', password: 'x', ...more },
    operator.token,
  );

/** Changes fields of a router. */
export const changeRouter = async (
  app: TestApp,
  operator: Operator,
  id: unknown,
  change: object,
): Promise<Response> =>
  Promise.resolve(
    request(app.url)
      .patch(`/routers/${String(id)}/`)
      .set(operator.token)
      .send(change),
  );

/** Deletes a router, or archives it. */
export const removeRouter = async (
  app: TestApp,
  operator: Operator,
  id: unknown,
): Promise<unknown> =>
  Promise.resolve(
    request(app.url)
      .delete(`/routers/${String(id)}/`)
      .set(operator.token)
      .expect(204),
  );

/** Shows the set-up of a router. */
export const setupOf = async (
  app: TestApp,
  operator: Operator,
  id: unknown,
  query = '',
): Promise<Response> => app.get(`/routers/${String(id)}/setup/${query}`, operator.token);

/** The steps of a router's checklist, and whether each was seen. */
export async function seenOf(
  app: TestApp,
  operator: Operator,
  id: unknown,
): Promise<Record<string, boolean>> {
  const { body } = await setupOf(app, operator, id);
  const steps = body.checklist as readonly { readonly step: string; readonly seen_at: unknown }[];
  return Object.fromEntries(steps.map(({ step, seen_at }) => [step, seen_at !== null]));
}

/** Replaces the RADIUS secret of a router, with an Idempotency-Key if one is given. */
export const rotateSecret = async (
  app: TestApp,
  operator: Operator,
  id: unknown,
  key?: string,
): Promise<Response> =>
  Promise.resolve(
    request(app.url)
      .post(`/routers/${String(id)}/rotate-radius-secret/`)
      .set(operator.token)
      .set(key === undefined ? {} : { 'Idempotency-Key': key }),
  );

/** The RADIUS secret of a router as it is stored. */
export async function storedSecret(app: TestApp, id: unknown): Promise<string> {
  const rows = await app.database.query<{ secret: string }>(
    'SELECT secret FROM radius.nas WHERE router_id = $1',
    [id],
  );
  return rows[0]?.secret ?? '';
}

/** Reports as FreeRADIUS does that a router has started. */
export async function startOfRouter(app: TestApp, address: unknown): Promise<void> {
  await app.database.query(
    `SELECT radius.accounting('Accounting-On', '', '', '', $1, '', '', '', '', '', '', '', '', '')`,
    [String(address)],
  );
}
