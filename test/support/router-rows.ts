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
