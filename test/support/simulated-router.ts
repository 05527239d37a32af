import { RadiusRouter, type RadiusRouterOptions } from 'router-simulator';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type Sql } from '../../src/database/database.js';
import { type TestFreeradius } from './freeradius.js';

/** Lets a router of the database ask by RADIUS, from this address. @returns its shared secret */
export async function letAskByRadius(
  database: Sql,
  routerId: number,
  address: string,
): Promise<string> {
  const secret = randomHex(16);
  await database.query(
    `WITH router AS (
       UPDATE routers SET access_method = 'radius', nas_address = $2 WHERE id = $1)
     INSERT INTO radius.nas (router_id, secret) VALUES ($1, $3)`,
    [routerId, address, secret],
  );
  return secret;
}

/** Starts the simulation of a router of the database. */
export async function startSimulatedRouter(
  database: Sql,
  routerId: number,
  freeradius: TestFreeradius,
  options: Partial<RadiusRouterOptions> & { readonly address: string },
): Promise<RadiusRouter> {
  const secret = await letAskByRadius(database, routerId, options.address);
  return RadiusRouter.start({ server: freeradius.ports, secret, coaPort: 0, ...options });
}
