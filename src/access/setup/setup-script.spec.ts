import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../common/crypto/secret.js';
import { type ScriptFacts, setupScript } from './setup-script.js';

const FACTS: ScriptFacts = {
  router: {
    id: 7,
    name: 'Café "Mzima"',
    username: 'lipafi',
    port: 80,
    useHttps: false,
    nasAddress: '10.77.0.9',
    coaPort: 3799,
  },
  version: '7.15',
  radius: {
    server: '10.77.0.1',
    authPort: 1812,
    acctPort: 1813,
    secret: new Secret('b1946ac92492d2347c6235b4d2611184'),
  },
  tunnel: { endpoint: 'vpn.example.com:51820', publicKey: 'KEY+/=', server: '10.77.0.1' },
  walledGarden: ['pay.example.com', '*.checkout.example', '203.0.113.9'],
};

const linesOf = (facts: Partial<ScriptFacts> = {}): string[] =>
  setupScript({ ...FACTS, ...facts }).split('\n');
const having = (word: string, facts: Partial<ScriptFacts> = {}): string[] =>
  linesOf(facts).filter((line) => line.includes(word) && !line.startsWith('#'));

describe('the script of a router', () => {
  it('begins with a check that there is a hotspot', () => {
    expect(linesOf().slice(0, 3)).toEqual([
      '# Lipafi: set-up of router 7, Caf_ _Mzima_',
      '# For RouterOS 7.15 and later. It has a secret in it.',
      ':if ([:len [/ip hotspot find]] = 0) do={ :error "Make a hotspot first: /ip hotspot setup" }',
    ]);
  });

  it('asks the RADIUS server, from the address that the router is known by', () => {
    expect(having('/radius')).toEqual([
      '/radius remove [find comment=lipafi]',
      '/radius add service=hotspot address=10.77.0.1 secret="b1946ac92492d2347c6235b4d2611184" authentication-port=1812 accounting-port=1813 timeout=3s src-address=10.77.0.9 require-message-auth=yes-for-request-resp comment=lipafi',
      '/radius incoming set accept=yes port=3799',
    ]);
    expect(having('dst-port=3799')).toHaveLength(1);
  });

  it('makes the key of the tunnel once, and shows the public one', () => {
    expect(having('/interface wireguard')).toEqual([
      ':if ([:len [/interface wireguard find name=lipafi]] = 0) do={ /interface wireguard add name=lipafi comment=lipafi }',
      '/interface wireguard peers remove [find comment=lipafi]',
      '/interface wireguard peers add interface=lipafi public-key="KEY+/=" endpoint-address="vpn.example.com" endpoint-port=51820 allowed-address=10.77.0.1/32 persistent-keepalive=25s comment=lipafi',
      ':put [/interface wireguard get lipafi public-key]',
    ]);
    expect(linesOf().join('\n')).not.toContain('private-key');
  });

  it('says what to do where there is no tunnel', () => {
    expect(linesOf({ tunnel: undefined })).toContain(
      '# This server offers no tunnel here. Packets have to come from 10.77.0.9',
    );
    expect(having('wireguard', { tunnel: undefined })).toEqual([]);
  });

  it('lets customers reach the hosts of the portal and of payments', () => {
    expect(having('walled-garden').slice(2)).toEqual([
      '/ip hotspot walled-garden add action=allow dst-host="pay.example.com" comment=lipafi',
      '/ip hotspot walled-garden add action=allow dst-host="*.checkout.example" comment=lipafi',
      '/ip hotspot walled-garden ip add action=accept dst-address=203.0.113.9 comment=lipafi',
    ]);
  });

  it('opens the REST API to the server alone, and through the tunnel alone', () => {
    const facts = { radius: undefined };
    expect(having('/ip service', facts)).toEqual([
      ':if ([/ip service get www disabled]) do={ /ip service set www disabled=no address=10.77.0.1/32 }',
    ]);
    expect(having('dst-port=80', facts)[0]).toContain('src-address=10.77.0.1');
    expect(having('use-radius=no', facts)).toHaveLength(1);
    expect(having('/ip service', { ...facts, tunnel: undefined })).toEqual([]);
    expect(having('/ip firewall', { ...facts, tunnel: undefined })).toEqual([]);
  });

  it('removes what an earlier run has added before it adds it again', () => {
    const added = ['/radius', '/ip firewall filter', '/ip address', '/ip hotspot walled-garden'];
    for (const menu of added) {
      const lines = having(menu);
      const first = lines.findIndex((line) => line.includes(`${menu} add`));
      expect(lines.slice(0, first)).toContain(`${menu} remove [find comment=lipafi]`);
    }
  });
});
