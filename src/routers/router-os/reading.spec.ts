import { describe, expect, it } from '@jest/globals';
import { parseCommandPath } from './command-path.js';
import { readDeviceInfo } from './device-info.js';
import { isQueryable, queryOf } from './query-words.js';

describe('the path of a command', () => {
  it.each([
    ['ip/hotspot/active', 'ip/hotspot/active'],
    ['/ip/hotspot/active/', 'ip/hotspot/active'],
    ['ip/address/*1A', 'ip/address/*1A'],
    ['interface/ether1-gateway', 'interface/ether1-gateway'],
    ['ip/hotspot/user/0712@cafe.lan', 'ip/hotspot/user/0712@cafe.lan'],
    ['ip/hotspot/user/AA:BB:CC:DD:EE:FF', 'ip/hotspot/user/AA:BB:CC:DD:EE:FF'],
    ['ip/hotspot/user/+254712345678', 'ip/hotspot/user/+254712345678'],
    ['interface/<pppoe-x>', 'interface/<pppoe-x>'],
    ['queue/simple/Café 1', 'queue/simple/Café 1'],
  ])('may be %s', (given, path) => {
    expect(parseCommandPath(given)).toBe(path);
  });

  it.each([
    '',
    '/',
    '//',
    'ip//address',
    '../admin',
    'ip/../../admin',
    'ip/./address',
    'ip/hotspot/user/..',
    'ip/hotspot/user/ x',
    'ip/hotspot/user/x ',
    'ip/address?x=1',
    'ip/address#x',
    'ip/%2e%2e/admin',
    'http://example.com/',
    'ip\\address',
    'ip/address\r\nX-Header: 1',
    'ip address',
    'addresse-é/ip',
    'ip/hotspot/user/\u202eevil',
    'ip/hotspot/user/\ud800',
    'ip/hotspot/user/nul\0',
    'x'.repeat(201),
  ])('is not %j', (given) => {
    expect(parseCommandPath(given)).toBeNull();
  });
});

describe('the conditions of a GET', () => {
  it('are written as RouterOS reads them', () => {
    expect(queryOf({})).toBe('');
    expect(queryOf({ network: '10.0.0.0', dynamic: true, mtu: 1500 })).toBe(
      '?network=10.0.0.0&dynamic=true&mtu=1500',
    );
    expect(queryOf({ '.proplist': ['address', 'disabled'] })).toBe('?.proplist=address,disabled');
    expect(queryOf({ 'a&b': 'c=d&e #é' })).toBe('?a%26b=c%3Dd%26e%20%23%C3%A9');
    expect(queryOf({ lone: '\ud800' })).toBe('?lone=%EF%BF%BD');
  });

  it('are flat', () => {
    expect(isQueryable({ a: { b: 1 } })).toBe(false);
    expect(isQueryable({ a: [1] })).toBe(false);
    expect(isQueryable({ a: null })).toBe(false);
    expect(() => queryOf({ a: {} })).toThrow(TypeError);
  });
});

describe('the system information of a router', () => {
  const resource = {
    version: '7.16.2 (stable)',
    'board-name': 'hAP ax2',
    'architecture-name': 'arm64',
    uptime: '2d20h12m20s',
    'cpu-count': '4',
    'cpu-load': '7',
    'free-memory': '700000000',
    'total-memory': '1073741824',
    'free-hdd-space': '90000000',
    'total-hdd-space': '134217728',
  };
  const read = {
    identity: 'Cafe',
    version: '7.16.2 (stable)',
    boardName: 'hAP ax2',
    architecture: 'arm64',
    uptime: '2d20h12m20s',
    cpuCount: 4,
    cpuLoadPercent: 7,
    freeMemoryBytes: 700_000_000,
    totalMemoryBytes: 1_073_741_824,
    freeStorageBytes: 90_000_000,
    totalStorageBytes: 134_217_728,
  };

  it('is an object, or a list of one as early versions send it', () => {
    expect(readDeviceInfo(resource, { name: 'Cafe' })).toEqual(read);
    expect(readDeviceInfo([resource], [{ name: 'Cafe' }])).toEqual(read);
  });

  it('is empty where the router sends nothing, or nonsense', () => {
    expect(readDeviceInfo({ version: '7.1', 'cpu-count': 'many' }, null)).toEqual({
      ...Object.fromEntries(Object.keys(read).map((name) => [name, null])),
      version: '7.1',
    });
  });

  it.each([[null], ['text'], [[]], [{}], [{ version: '' }], [{ version: 7 }]])(
    'is not %j, which no RouterOS would say',
    (said) => {
      expect(readDeviceInfo(said, { name: 'Cafe' })).toBeNull();
    },
  );
});
