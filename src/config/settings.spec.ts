import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { KeyRing } from '../common/crypto/key-ring.js';
import { loadSettings, SettingsError } from './settings.js';

/** Set, so that no test creates secrets in the working directory. */
const SECRETS = { JWT_SECRET: 'j'.repeat(64), ENCRYPTION_KEY: KeyRing.generateKey() };
const PRODUCTION = {
  ...SECRETS,
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://lipafi:password@db.example:5432/lipafi',
  PUBLIC_URL: 'https://pay.example',
};

describe('the defaults', () => {
  it('are those of the contract in development', () => {
    const settings = loadSettings(SECRETS);
    expect(settings).toMatchObject({
      environment: 'development',
      server: {
        host: '127.0.0.1',
        port: 3000,
        publicUrl: 'http://localhost:3000',
        trustProxy: false,
        corsOrigins: ['*'],
      },
      database: { url: undefined, directUrl: undefined, poolSize: 10, migrateOnStart: true },
      dataDir: resolve('.data'),
      auth: { accessTtlMs: 900_000, refreshTtlMs: 2_592_000_000, registration: 'open' },
      intasend: {
        sandboxUrl: 'http://127.0.0.1:4010',
        liveUrl: 'https://payment.intasend.com',
        timeoutMs: 15_000,
        callbackUrl: 'http://localhost:3000/payments/webhook/',
      },
      returnPages: {
        successUrlBase: 'http://localhost:3000/payment/success/',
        failUrlBase: 'http://localhost:3000/payment/failed/',
      },
      simulator: { enabled: true, port: 4010, speed: 1 },
      payments: {
        statusCheckMinIntervalMs: 2_000,
        reconcileFirstDelayMs: 15_000,
        promptExpiryMs: 900_000,
        unverifiableExpiryMs: 86_400_000,
        linkExpiryMs: 86_400_000,
      },
      workerMode: 'inline',
      rateLimitScale: 1,
      metricsToken: undefined,
      logLevel: 'info',
    });
    expect(settings.database.replicaUrl).toBeUndefined();
  });

  it('leave the simulator out in tests', () => {
    const settings = loadSettings({ ...SECRETS, NODE_ENV: 'test' });
    expect(settings.simulator.enabled).toBe(false);
    expect(settings.intasend.sandboxUrl).toBe('https://sandbox.intasend.com');
    expect(settings.database.migrateOnStart).toBe(true);
  });

  it('open nothing by themselves in production', () => {
    const settings = loadSettings(PRODUCTION);
    expect(settings).toMatchObject({
      environment: 'production',
      server: { host: '0.0.0.0', publicUrl: 'https://pay.example', corsOrigins: [] },
      database: { migrateOnStart: false },
      auth: { registration: 'first' },
      intasend: {
        sandboxUrl: 'https://sandbox.intasend.com',
        callbackUrl: 'https://pay.example/payments/webhook/',
      },
      returnPages: {
        successUrlBase: 'https://pay.example/payment/success/',
        failUrlBase: 'https://pay.example/payment/failed/',
      },
      simulator: { enabled: false },
    });
  });
});

describe('derived settings', () => {
  it('follow the port where they are not set', () => {
    const settings = loadSettings({ ...SECRETS, PORT: '8080', SIMULATOR_PORT: '9090' });
    expect(settings.server.publicUrl).toBe('http://localhost:8080');
    expect(settings.intasend.callbackUrl).toBe('http://localhost:8080/payments/webhook/');
    expect(settings.intasend.sandboxUrl).toBe('http://127.0.0.1:9090');
  });

  it('keep what is set', () => {
    const urls = {
      INTASEND_SANDBOX_URL: 'http://sandbox.example',
      INTASEND_CALLBACK_URL: 'https://hooks.example/intasend/',
      INTASEND_SUCCESS_URL_BASE: 'https://portal.example/paid/',
      INTASEND_FAIL_URL_BASE: 'https://portal.example/unpaid/',
    };
    expect(loadSettings({ ...PRODUCTION, ...urls })).toMatchObject({
      intasend: {
        sandboxUrl: 'http://sandbox.example',
        callbackUrl: 'https://hooks.example/intasend/',
      },
      returnPages: {
        successUrlBase: 'https://portal.example/paid/',
        failUrlBase: 'https://portal.example/unpaid/',
      },
    });
  });

  it('lose the slash behind a base address, so that paths can be put behind it', () => {
    const settings = loadSettings({
      ...PRODUCTION,
      PUBLIC_URL: 'https://pay.example//',
      INTASEND_LIVE_URL: 'https://payment.example/',
    });
    expect(settings.server.publicUrl).toBe('https://pay.example');
    expect(settings.intasend.callbackUrl).toBe('https://pay.example/payments/webhook/');
    expect(settings.intasend.liveUrl).toBe('https://payment.example');
  });

  it('use the database of DATABASE_URL unless a direct way to it is given', () => {
    const direct = 'postgresql://lipafi:password@db.example:6432/lipafi';
    expect(loadSettings(PRODUCTION).database.directUrl?.reveal()).toBe(PRODUCTION.DATABASE_URL);
    const { database } = loadSettings({ ...PRODUCTION, DATABASE_DIRECT_URL: direct });
    expect(database.directUrl?.reveal()).toBe(direct);
    expect(database.url?.reveal()).toBe(PRODUCTION.DATABASE_URL);
  });
});

describe('secrets among the settings', () => {
  it('are typed, so that printing the settings shows none', () => {
    const settings = loadSettings({
      ...PRODUCTION,
      METRICS_TOKEN: 'a metrics token' + '.'.repeat(9),
    });
    const printed = JSON.stringify(settings);
    expect(printed).not.toContain(SECRETS.JWT_SECRET);
    expect(printed).not.toContain(SECRETS.ENCRYPTION_KEY);
    expect(printed).not.toContain('password@');
    expect(printed).not.toContain('a metrics token');
  });
});

describe('an empty variable', () => {
  it('counts as absent', () => {
    const emptied = {
      ...SECRETS,
      PORT: '',
      HOST: '',
      PUBLIC_URL: '',
      DATABASE_URL: '',
      LOG_LEVEL: '',
    };
    expect(loadSettings(emptied)).toEqual(loadSettings(SECRETS));
  });

  it('is a missing one in production', () => {
    expect(() => loadSettings({ ...PRODUCTION, DATABASE_URL: '' })).toThrow(
      new SettingsError(
        'The settings are wrong; correct these and start again (see .env.example):\n' +
          '  - DATABASE_URL is required in production',
      ),
    );
  });
});
