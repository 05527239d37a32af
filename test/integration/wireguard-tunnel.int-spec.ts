import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Ipv4Network } from '../../src/common/network/ipv4-network.js';
import { Secret } from '../../src/common/crypto/secret.js';
import {
  wireguardConfig,
  type WireguardPeer,
} from '../../src/access/wireguard/wireguard-config.js';
import { until } from '../support/until.js';
import { describeWithWireguard, TunnelEnd } from '../support/wireguard.js';

const NETWORK = Ipv4Network.parse('10.77.0.0/16');
const PORT = 51_820;
const RADIUS_PORT = 1812;

/** Prints the source address of each packet. */
const LISTEN = `require('node:dgram').createSocket('udp4')
  .on('message', (text, from) => console.log(from.address + ' ' + text))
  .bind(${RADIUS_PORT}, '10.77.0.1', () => console.log('ready'))`;

/** Sends a packet from an address. */
const sendFrom = (address: string, text: string): string => `
  const socket = require('node:dgram').createSocket('udp4');
  socket.bind(0, '${address}', () =>
    socket.send('${text}', ${RADIUS_PORT}, '10.77.0.1', () => socket.close()))`;

describeWithWireguard('the tunnel of the routers', () => {
  const ends: TunnelEnd[] = [];
  let server: TunnelEnd;
  let first: TunnelEnd;
  let second: TunnelEnd;
  const received: string[] = [];

  beforeAll(async () => {
    for (let count = 0; count < 3; count += 1) ends.push(await TunnelEnd.start());
    [server, first, second] = ends as [TunnelEnd, TunnelEnd, TunnelEnd];
    TunnelEnd.connect(server, '192.0.2.1/30', first, '192.0.2.2/30');
    TunnelEnd.connect(server, '192.0.2.5/30', second, '192.0.2.6/30');
    configure(peers());
    server.ip('addr', 'add', '10.77.0.1/16', 'dev', server.name);
    server.ip('link', 'set', server.name, 'up');
    join(first, '10.77.0.2', '192.0.2.1');
    join(second, '10.77.0.3', '192.0.2.5');
    server.spawn(process.execPath, ['-e', LISTEN]).stdout?.on('data', (lines: Buffer) => {
      received.push(...lines.toString().trim().split('\n'));
    });
    await receives('ready');
  });
  afterAll(async () => {
    for (const end of ends) await end.stop();
  });

  const peers = (): WireguardPeer[] => [
    { routerId: 1, publicKey: first.publicKey, address: '10.77.0.2' },
    { routerId: 2, publicKey: second.publicKey, address: '10.77.0.3' },
  ];

  /** Gives the server the configuration, without the line that only wg-quick reads. */
  function configure(routers: readonly WireguardPeer[]): void {
    const privateKey = new Secret(server.privateKey);
    const text = wireguardConfig({ network: NETWORK, port: PORT, privateKey }, routers);
    const stripped = text.replace(/^Address = .*\n/m, '');
    server.exec('wg', ['syncconf', server.name, server.file(stripped)]);
  }

  /** What the set-up script does on a router. */
  function join(router: TunnelEnd, address: string, endpoint: string): void {
    const of = ['peer', server.publicKey, 'endpoint', `${endpoint}:${PORT}`];
    const key = ['private-key', router.file(router.privateKey)];
    router.exec('wg', ['set', router.name, ...key, ...of, 'allowed-ips', '10.77.0.1/32']);
    router.ip('addr', 'add', `${address}/32`, 'peer', '10.77.0.1', 'dev', router.name);
    router.ip('link', 'set', router.name, 'up');
  }

  const receives = (line: string): Promise<unknown> =>
    until(
      `the server has received ${line}`,
      () => Promise.resolve(received),
      (lines) => lines.includes(line),
    );

  const send = (router: TunnelEnd, address: string, text: string): void =>
    void router.exec(process.execPath, ['-e', sendFrom(address, text)]);

  /** Packets of one router keep their order, so what was sent before this one has come or is lost. */
  const sendAndWait = async (router: TunnelEnd, address: string, text: string): Promise<void> => {
    send(router, address, text);
    await receives(`${address} ${text}`);
  };

  it('lets each router send from the address that the server has assigned', async () => {
    await sendAndWait(first, '10.77.0.2', 'one');
    await sendAndWait(second, '10.77.0.3', 'two');
  });

  it('drops what a router sends from the address of another one', async () => {
    second.ip('addr', 'add', '10.77.0.2/32', 'dev', second.name);
    send(second, '10.77.0.2', 'stolen');
    await sendAndWait(second, '10.77.0.3', 'own');
    expect(received.filter((line) => line.endsWith('stolen'))).toEqual([]);
  });

  it('ends for a router that is not in the configuration any more, and for no other', async () => {
    configure(peers().filter(({ routerId }) => routerId === 1));
    send(second, '10.77.0.3', 'late');
    await sendAndWait(first, '10.77.0.2', 'still here');
    expect(received.filter((line) => line.endsWith('late'))).toEqual([]);
  });
});
