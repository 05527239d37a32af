import { type Ipv4Network } from '../../common/network/ipv4-network.js';
import { type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { type WireguardPeer } from './wireguard-config.js';

const PEERS = statement<WireguardPeer, { network: string }>(
  'find_wireguard_peers',
  `
  SELECT id AS "routerId", wireguard_public_key AS "publicKey", host(nas_address) AS address
    FROM routers
   WHERE wireguard_public_key IS NOT NULL AND archived_at IS NULL
     AND nas_address << :network::cidr
   ORDER BY id`,
);

/** The routers of all operators that have a key and an address in the tunnel. */
export const findWireguardPeers = (
  database: Sql,
  network: Ipv4Network,
): Promise<readonly WireguardPeer[]> => database.query(PEERS({ network: network.toString() }));
