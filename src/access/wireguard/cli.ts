import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { withCommandDatabase } from '../../command-database.js';
import { Secret } from '../../common/crypto/secret.js';
import { Ipv4Network } from '../../common/network/ipv4-network.js';
import { isWireguardKey } from '../../common/network/wireguard-key.js';
import { loadSettings } from '../../config/settings.js';
import { portOf, wireguardConfig } from './wireguard-config.js';
import { findWireguardPeers } from './wireguard-peers.js';

const USAGE = `Usage: npm run --silent wireguard -- config [KEY_FILE]
  prints wg0.conf for the WireGuard of this server, with a peer for each router;
  KEY_FILE has the private key of this server, as "wg genkey" prints it`;

const complain = (line: string): void => void process.stderr.write(`${line}\n`);

async function main([command, keyFile, ...rest]: readonly string[]): Promise<number> {
  if (command !== 'config' || rest.length > 0) {
    complain(USAGE);
    return 2;
  }
  const privateKey = keyFile === undefined ? undefined : readKey(keyFile);
  const settings = loadSettings();
  const { tunnelNetwork, wireguard } = settings.onboarding;
  const network = Ipv4Network.parse(tunnelNetwork);
  const peers = await withCommandDatabase(settings, (database) =>
    findWireguardPeers(database, network),
  );
  const port = portOf(wireguard?.endpoint);
  process.stdout.write(wireguardConfig({ network, port, privateKey }, peers));
  return 0;
}

/** @throws Error when the file has no key; its content is not repeated */
function readKey(file: string): Secret {
  const text = readFileSync(file, 'utf8').trim();
  // A private key has the form of a public one.
  if (!isWireguardKey(text)) throw new Error(`There is no key of WireGuard in ${file}.`);
  return new Secret(text);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
