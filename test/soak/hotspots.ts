import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { type LoginOutcome, RadiusRouter } from 'router-simulator';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type LoginSighting } from './access-books.js';
import { type SoakShop } from './shops.js';

const SET_UP = `
  WITH router AS (
    UPDATE routers SET access_method = 'radius', nas_address = $2 WHERE id = $1)
  INSERT INTO radius.nas (router_id, secret) VALUES ($1, $3)`;

/** A router waits as long as a FreeRADIUS on a busy machine needs to start again. */
const PATIENCE = { waitMs: 2_000, tries: 15 };

/** The simulated routers of the shops, and every login at them. */
export class Hotspots {
  readonly sightings: LoginSighting[] = [];

  private constructor(readonly routers: readonly RadiusRouter[]) {}

  /** Lets the router of each shop ask by RADIUS, and starts its simulation. */
  static async open(
    shops: readonly SoakShop[],
    ports: { readonly auth: number; readonly acct: number },
    databaseUrl: string,
    directory: string,
  ): Promise<Hotspots> {
    const log = createWriteStream(join(directory, 'routers.log'), { flags: 'a' });
    const pool = new Pool({ connectionString: databaseUrl, max: 1 });
    const routers: RadiusRouter[] = [];
    for (const [index, { routerId }] of shops.entries()) {
      const address = `127.88.0.${index + 1}`;
      const secret = randomHex(16);
      await pool.query(SET_UP, [routerId, address, secret]);
      routers.push(
        await RadiusRouter.start({
          address,
          server: ports,
          secret,
          coaPort: 0,
          usage: 0.01,
          patience: PATIENCE,
          log: (line) => log.write(`${new Date().toISOString()} ${address} ${line}\n`),
        }),
      );
    }
    await pool.end();
    return new Hotspots(routers);
  }

  /**
   * Logs a device in at the router of a shop.
   *
   * @param hasPaid whether the customer has been told that the payment is completed
   */
  async login(shop: number, mac: string, hasPaid: boolean, user?: string): Promise<LoginOutcome> {
    const router = this.routers[shop];
    if (!router) throw new Error(`There is no router of shop ${shop}`);
    const outcome = await router.login({ mac, ...(user === undefined ? {} : { user }) });
    this.sightings.push({
      mac,
      hasPaid,
      answer: outcome.isAccepted ? 'accepted' : outcome.isAnswered ? 'rejected' : 'silence',
      reason: outcome.isAccepted ? null : outcome.reason,
      at: new Date(),
    });
    return outcome;
  }

  async close(): Promise<void> {
    await Promise.all(this.routers.map((router) => router.stop()));
  }
}
