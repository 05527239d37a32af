import { describe, expect, it } from '@jest/globals';
import express from 'express';
import fc from 'fast-check';
import { KeyRing } from '../common/crypto/key-ring.js';
import { loadSettings, type Settings } from './settings.js';

/** Set, so that no test creates secrets in the working directory. */
const SECRETS = { JWT_SECRET: 'j'.repeat(64), ENCRYPTION_KEY: KeyRing.generateKey() };

const load = (name: string, value: string): Settings => loadSettings({ ...SECRETS, [name]: value });

describe('a switch', () => {
  it.each(['true', 'on', 'yes', '1', 'ON', ' True '])('is on for %j', (value) => {
    expect(load('SIMULATOR', value).simulator.enabled).toBe(true);
    expect(load('MIGRATE_ON_START', value).database.migrateOnStart).toBe(true);
  });

  it.each(['false', 'off', 'no', '0', 'OFF'])('is off for %j', (value) => {
    expect(load('SIMULATOR', value).simulator.enabled).toBe(false);
    expect(load('MIGRATE_ON_START', value).database.migrateOnStart).toBe(false);
  });

  it.each(['maybe', 'onn', '2', 'null'])('refuses %j', (value) => {
    expect(() => load('SIMULATOR', value)).toThrow(/SIMULATOR must be one of/);
  });
});

describe('a number', () => {
  it.each([
    ['PORT', '8080', (settings: Settings) => settings.server.port, 8080],
    ['PORT', '0', (settings: Settings) => settings.server.port, 0],
    ['DATABASE_POOL_SIZE', '25', (settings: Settings) => settings.database.poolSize, 25],
    ['SIMULATOR_SPEED', '0.5', (settings: Settings) => settings.simulator.speed, 0.5],
    ['RATE_LIMIT_SCALE', '0', (settings: Settings) => settings.rateLimitScale, 0],
    [
      'PROMPT_EXPIRY_MINUTES',
      '0.5',
      (settings: Settings) => settings.payments.promptExpiryMs,
      30_000,
    ],
    [
      'UNVERIFIABLE_EXPIRY_HOURS',
      '2',
      (settings: Settings) => settings.payments.unverifiableExpiryMs,
      7_200_000,
    ],
    ['LINK_EXPIRY_HOURS', '2', (settings: Settings) => settings.payments.linkExpiryMs, 7_200_000],
  ])('of %s reads %j', (name, value, read, expected) => {
    expect(read(load(name, value))).toBe(expected);
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PORT', 'NaN'],
    ['PORT', ' '],
    ['DATABASE_POOL_SIZE', '1'],
    ['INTASEND_TIMEOUT_MS', '15s'],
    ['SIMULATOR_SPEED', '0'],
    ['RATE_LIMIT_SCALE', '-1'],
    ['RATE_LIMIT_SCALE', 'Infinity'],
    ['PROMPT_EXPIRY_MINUTES', '0'],
  ])('of %s refuses %j', (name, value) => {
    expect(() => load(name, value)).toThrow(new RegExp(`- ${name} must`));
  });
});

describe('a length of time', () => {
  it.each([
    ['45s', 45_000],
    ['12h', 43_200_000],
    ['900', 900_000],
  ])('reads %j', (value, milliseconds) => {
    expect(load('JWT_ACCESS_TTL', value).auth.accessTtlMs).toBe(milliseconds);
  });

  it.each(['0', '0m', 'a while', '15 m', '-5m'])('refuses %j', (value) => {
    expect(() => load('JWT_REFRESH_TTL', value)).toThrow(
      'JWT_REFRESH_TTL must be a length of time such as 15m, 12h or 30d',
    );
  });
});

describe('CORS_ORIGINS', () => {
  it.each([
    ['*', ['*']],
    ['https://a.example', ['https://a.example']],
    ['https://a.example, http://localhost:5173', ['https://a.example', 'http://localhost:5173']],
  ])('reads %j', (value, origins) => {
    expect(load('CORS_ORIGINS', value).server.corsOrigins).toEqual(origins);
  });

  it.each(['a.example', 'https://a.example/', 'https://a.example,', 'https://A.example', 'null'])(
    'refuses %j, which no browser sends as an origin',
    (value) => {
      expect(() => load('CORS_ORIGINS', value)).toThrow(/- CORS_ORIGINS must be \* or origins/);
    },
  );
});

describe('TRUST_PROXY', () => {
  it.each([
    ['off', false],
    ['on', true],
    ['False', false],
    ['1', 1],
    ['loopback', 'loopback'],
    ['10.0.0.0/8, 192.168.1.1', '10.0.0.0/8,192.168.1.1'],
    ['fd00::/8', 'fd00::/8'],
  ])('reads %j as something that Express takes', (value, expected) => {
    const { trustProxy } = load('TRUST_PROXY', value).server;
    expect(trustProxy).toBe(expected);
    expect(() => express().set('trust proxy', trustProxy)).not.toThrow();
  });

  it.each([
    'maybe',
    '10.0.0.0/33',
    '10.0.0.0/0',
    '10.0.0',
    'fe80::1%eth0',
    'loopback,',
    '-1',
    '::/129',
  ])('refuses %j before Express sees it', (value) => {
    expect(() => load('TRUST_PROXY', value)).toThrow(/- TRUST_PROXY must be off, on/);
  });
});

describe('an address of a database', () => {
  it.each([
    'postgres://db.example/lipafi',
    'postgresql://lipafi:p%40ss@[::1]:5432/lipafi?sslmode=require',
    'postgresql:///lipafi?host=/run/postgresql',
    'postgresql:///lipafi?host=/run/postgresql&user=a@b',
    'postgresql://lipafi:p:w%2F%23%3F%25@db.example/lipafi?application_name=a@b',
  ])('may be %j', (value) => {
    expect(load('DATABASE_URL', value).database.url?.reveal()).toBe(value);
  });

  it.each([
    'mysql://db.example/lipafi',
    'db.example',
    'postgresql://db.example',
    'postgresql:///lipafi',
    'postgresql:lipafi',
    'postgresql://db.example:port/lipafi',
  ])('may not be %j', (value) => {
    expect(() => load('DATABASE_URL', value)).toThrow(/- DATABASE_URL must look like postgresql:/);
  });
});

describe('a password in the address of a database', () => {
  it.each([
    'pa@ss',
    '1/2',
    'pa/ss@x',
    'pa#ss',
    'pa?ss@',
    '12?34',
    'pa%ss',
    'pass%',
    'pa ss',
    '%ff',
  ])('is to be encoded when it is %j, and is not repeated', (password) => {
    const names = [
      'DATABASE_URL',
      'DATABASE_DIRECT_URL',
      'DATABASE_REPLICA_URL',
      'CLOUDPILOT_DATABASE_URL',
    ];
    const url = `postgresql://lipafi:${password}@db.example:5432/lipafi`;
    const faults = thrownBy(() =>
      loadSettings({ ...SECRETS, ...Object.fromEntries(names.map((name) => [name, url])) }),
    );
    expect(faults.match(/- \w+ has a character .* percent-encode it: @ is %40/g)).toHaveLength(4);
    expect(faults).not.toContain('db.example');
  });

  it('may be anything once it is encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (password) => {
        const url = `postgresql://lipafi:${encodeURIComponent(password)}@db.example/lipafi`;
        expect(load('DATABASE_URL', url).database.url?.reveal()).toBe(url);
      }),
    );
  });

  const thrownBy = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      return String(error);
    }
    throw new Error('nothing was thrown');
  };
});

describe('an encryption key', () => {
  it('may be several, newest first', () => {
    const keys = `${KeyRing.generateKey()}, ${KeyRing.generateKey()}`;
    expect(load('ENCRYPTION_KEY', keys).encryptionKeys.reveal()).toBe(keys);
  });

  it.each(['too short', `${KeyRing.generateKey()},nonsense`, ','])('refuses %j', (value) => {
    expect(() => load('ENCRYPTION_KEY', value)).toThrow(/- ENCRYPTION_KEY must be one or more/);
  });
});

describe('the secrets that access tokens are signed with', () => {
  const [one, two] = ['1'.repeat(32), '2'.repeat(32)];

  it('are read in their order, newest first', () => {
    const { auth } = load('JWT_SECRET', `${one}, ${two}`);
    expect(auth.jwtSecrets.map((secret) => secret.reveal())).toEqual([one, two]);
  });

  it.each(['1'.repeat(31), `${one},short`, `${one},`, ','])('are refused as %j', (value) => {
    expect(() => load('JWT_SECRET', value)).toThrow(
      'JWT_SECRET must be one or more secrets of at least 32 characters, comma-separated',
    );
  });
});

describe('the tunnel of the routers', () => {
  it('is a part of the loopback network in development, so that a simulated router can use it', () => {
    const { onboarding, radius } = load('TUNNEL_NETWORK', '');
    expect(onboarding).toMatchObject({
      tunnelNetwork: '127.77.0.0/16',
      radiusAddress: '127.0.0.1',
    });
    expect(radius.clients).toEqual(['10.77.0.0/16', '127.0.0.0/8']);
  });

  it.each(['10.9.0.0/8', '10.9.0.0/29'])('may be %j', (value) => {
    expect(load('TUNNEL_NETWORK', value).onboarding.tunnelNetwork).toBe(value);
  });

  it.each(['10.9.0.0', '10.9.0.0/7', '10.9.0.0/30', '::/8', '10.9.0.0/8,10.0.0.0/8'])(
    'may not be %j',
    (value) => {
      expect(() => load('TUNNEL_NETWORK', value)).toThrow(
        /- TUNNEL_NETWORK must be an IPv4 network/,
      );
    },
  );

  it.each(['vpn.example.com', 'vpn.example.com:0', ':51820', 'vpn example:1', '[::1]:51820'])(
    'is not reached at %j',
    (value) => {
      expect(() => load('WIREGUARD_ENDPOINT', value)).toThrow(
        /- WIREGUARD_ENDPOINT must be a host/,
      );
    },
  );
});

describe('PORTAL_URL', () => {
  it.each([
    ['https://wifi.example', 'https://wifi.example'],
    ['https://wifi.example/', 'https://wifi.example'],
    ['http://10.0.0.1:8080', 'http://10.0.0.1:8080'],
  ])('may be %j', (value, expected) => {
    expect(load('PORTAL_URL', value).onboarding.portalUrl).toBe(expected);
  });

  it.each([
    'wifi.example',
    'ftp://wifi.example/',
    'https://u:p@wifi.example/',
    'https://a b/',
    'https://wifi.example/portal/{router}',
  ])('may not be %j', (value) => {
    expect(() => load('PORTAL_URL', value)).toThrow(/- PORTAL_URL must be the scheme and host/);
  });
});
