import { type Secret } from '../../common/crypto/secret.js';
import { type Ipv4Network } from '../../common/network/ipv4-network.js';

/** A router at the other end of the tunnel. */
export interface WireguardPeer {
  readonly routerId: number;
  readonly publicKey: string;
  /** Its address in the tunnel: WireGuard drops packets of this peer from any other. */
  readonly address: string;
}

/** What the configuration of the server is made from. */
export interface WireguardServer {
  readonly network: Ipv4Network;
  readonly port: number;
  /** Absent: the file has a line that says where it belongs. */
  readonly privateKey: Secret | undefined;
}

const DEFAULT_PORT = 51_820;

/** The port of an endpoint such as `vpn.example.com:51820`. */
export const portOf = (endpoint: string | undefined): number =>
  Number(endpoint?.split(':')[1] ?? DEFAULT_PORT);

/**
 * The content of `wg0.conf` for wg-quick, with a peer for each router. It names no router: names are
 * typed by operators, and this file is read by root.
 */
export function wireguardConfig(server: WireguardServer, peers: readonly WireguardPeer[]): string {
  const { network, port, privateKey } = server;
  const sections = [
    [
      '# Written by "npm run wireguard -- config": changes are lost when it is written again.',
      '[Interface]',
      `Address = ${network.at(1)}/${network.bits}`,
      `ListenPort = ${port}`,
      privateKey
        ? `PrivateKey = ${privateKey.reveal()}`
        : '# PrivateKey = (give the command the file of the key that "wg genkey" has made)',
    ],
    ...peers.map(({ routerId, publicKey, address }) => [
      `# Router ${routerId}`,
      '[Peer]',
      `PublicKey = ${publicKey}`,
      `AllowedIPs = ${address}/32`,
    ]),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
