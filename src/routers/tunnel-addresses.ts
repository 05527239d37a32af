import { Injectable } from '@nestjs/common';
import { Ipv4Network } from '../common/network/ipv4-network.js';
import { Settings } from '../config/settings.js';
import { type Sql } from '../database/database.js';
import { statement } from '../database/statement.js';
import { noTunnelAddress, tooManyTunnelAddresses } from './router-errors.js';

/** The first address of the network is its name, and the second one this server's. */
const FIRST_ROUTER = 2;
/** Those two, and the last one, which is for broadcasts. */
const RESERVED = 3;
/** Far more than an operator has routers, so that one of them cannot take all addresses. */
const MAX_OF_OPERATOR = 1000;
/** How many taken addresses are passed over before all are looked through. */
const TRIES = 20;

/** The addresses for routers, from the first one on. */
interface Range {
  readonly first: string;
  readonly count: number;
}

const COUNT = statement<{ count: number }, { userId: number }>(
  'count_tunnel_addresses',
  `
  SELECT count(*)::integer AS count FROM routers
   WHERE user_id = :userId AND archived_at IS NULL AND nas_address IS NOT NULL`,
);
const NEXT = statement<{ address: string; isTaken: boolean }, Range>(
  'next_tunnel_address',
  `
  WITH next AS MATERIALIZED (
    SELECT :first::inet + (nextval('router_tunnel_address_seq') - 1) % :count::integer AS address
  )
  SELECT host(n.address) AS address,
         EXISTS (SELECT FROM routers r
                  WHERE r.nas_address = n.address AND r.archived_at IS NULL) AS "isTaken"
    FROM next n`,
);
const LOWEST = statement<{ address: string }, Range>(
  'lowest_tunnel_address',
  `
  SELECT host(:first::inet + n) AS address FROM generate_series(0, :count::integer - 1) AS n
   WHERE NOT EXISTS (SELECT FROM routers r
                      WHERE r.nas_address = :first::inet + n AND r.archived_at IS NULL)
   ORDER BY n LIMIT 1`,
);
const RELEASE = statement<unknown, { address: string }>(
  'release_nas_address',
  `
  UPDATE routers SET nas_address = NULL
   WHERE nas_address = :address::inet AND archived_at IS NOT NULL`,
);

/** Hands out the addresses of the tunnel, by which routers are known. */
@Injectable()
export class TunnelAddresses {
  readonly network: Ipv4Network;

  constructor(settings: Settings) {
    this.network = Ipv4Network.parse(settings.onboarding.tunnelNetwork);
  }

  /** The address of this server. */
  get server(): string {
    return this.network.at(1);
  }

  /**
   * Finds an address that no router has, and takes it from archived ones. Until the transaction
   * commits, another one may take it too; the unique index then refuses one of them.
   *
   * @throws ApiError 409 when there is none, or when the operator has too many
   */
  async assign(tx: Sql, userId: number): Promise<string> {
    const [owned] = await tx.query(COUNT({ userId }));
    if ((owned?.count ?? 0) >= MAX_OF_OPERATOR) throw tooManyTunnelAddresses();
    const address = await this.findFree(tx);
    if (address === null) throw noTunnelAddress();
    await this.release(tx, address);
    return address;
  }

  /** Takes an address from an archived router, if it has it. */
  async release(tx: Sql, address: string): Promise<void> {
    await tx.query(RELEASE({ address }));
  }

  private async findFree(tx: Sql): Promise<string | null> {
    const range = { first: this.network.at(FIRST_ROUTER), count: this.network.size - RESERVED };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const [next] = await tx.query(NEXT(range));
      if (next?.isTaken === false) return next.address;
    }
    const [lowest] = await tx.query(LOWEST(range));
    return lowest?.address ?? null;
  }
}
