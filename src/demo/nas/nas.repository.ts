import { Secret } from '../../common/crypto/secret.js';
import { randomHex } from '../../common/crypto/tokens.js';
import { type Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';

/** A router as a RADIUS server knows it. */
export interface NasRow {
  readonly name: string;
  readonly address: string;
  readonly coaPort: number;
  readonly secret: Secret;
}

const PREPARE = statement<
  Omit<NasRow, 'secret'> & { readonly secret: string },
  { routerId: number; address: string; isLoopback: string; secret: string }
>(
  'prepare_simulated_nas',
  `WITH router AS (
     UPDATE routers
        SET access_method = 'radius',
            nas_address = CASE WHEN nas_address <<= :isLoopback::inet THEN nas_address
                               ELSE :address::inet END
      WHERE id = :routerId AND archived_at IS NULL
     RETURNING id, name, host(nas_address) AS address, coa_port),
   nas AS (
     INSERT INTO radius.nas AS n (router_id, secret) SELECT r.id, :secret::text FROM router r
     ON CONFLICT (router_id) DO UPDATE SET secret = n.secret
     RETURNING router_id, secret)
   SELECT r.name, r.address, r.coa_port AS "coaPort", n.secret
     FROM router r JOIN nas n ON n.router_id = r.id`,
);

const LOOPBACK = '127.0.0.0/8';
/** 128 bits. */
const SECRET_BYTES = 16;

/**
 * Lets a router of a development database ask by RADIUS from an address of this machine, and
 * returns what its simulation needs. It belongs to any operator: this is for development.
 * @returns null when there is no such router
 */
export async function prepareSimulatedNas(
  database: Database,
  routerId: number,
): Promise<NasRow | null> {
  const [row] = await database.query(
    PREPARE({
      routerId,
      address: simulatedAddress(routerId),
      isLoopback: LOOPBACK,
      secret: randomHex(SECRET_BYTES),
    }),
  );
  return row ? { ...row, secret: new Secret(row.secret) } : null;
}

/** An address of this machine for each router, up to number 65,535. */
export const simulatedAddress = (routerId: number): string =>
  `127.77.${Math.floor(routerId / 256) % 256}.${routerId % 256}`;
