import { describe, expect, it } from '@jest/globals';
import { KeyRing } from '../common/crypto/key-ring.js';
import { loadSettings, SETTING_NAMES, SettingsError } from './settings.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://lipafi:password@db.example:5432/lipafi',
  PUBLIC_URL: 'https://pay.example',
  JWT_SECRET: 'j'.repeat(64),
  ENCRYPTION_KEY: KeyRing.generateKey(),
};

/** The message of the failed start. */
function faultsOf(variables: Readonly<Record<string, string>>): string {
  try {
    loadSettings(variables);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('These settings were taken');
}

describe('wrong settings', () => {
  it('are all named at once', () => {
    const text = faultsOf({
      ...PRODUCTION,
      PORT: 'eighty',
      JWT_SECRET: 'short',
      PUBLIC_URL: 'pay.example',
      WORKER_MODE: 'sometimes',
      LOG_LEVEL: 'loud',
    });
    expect(named(text)).toEqual(['PORT', 'PUBLIC_URL', 'JWT_SECRET', 'WORKER_MODE', 'LOG_LEVEL']);
  });

  it('are never printed, whichever they are', () => {
    const canary = 'canary 3f9c';
    const everyOne = Object.fromEntries(SETTING_NAMES.map((name) => [name, `${canary} ${name}`]));
    const text = faultsOf({ ...everyOne, NODE_ENV: 'production' });
    expect(text).not.toContain(canary);
    expect(named(text)).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'ENCRYPTION_KEY', 'TRUST_PROXY', 'CORS_ORIGINS']),
    );
  });

  it('say what is wanted instead', () => {
    expect(faultsOf({ ...PRODUCTION, NODE_ENV: 'staging' })).toContain(
      'NODE_ENV must be one of the following values: development, test, production',
    );
  });
});

describe('settings that do not go together', () => {
  it('are addresses that operators set, and operators whom nobody knows', () => {
    const mode = { ...PRODUCTION, NAS_ADDRESS: 'operator' };
    expect(faultsOf({ ...mode, REGISTRATION: 'open' })).toContain(
      'NAS_ADDRESS=operator lets operators take the address of a router of another one',
    );
    expect(loadSettings(mode).onboarding.nasAddressMode).toBe('operator');
  });

  it('are an endpoint of the tunnel without a key, and a key without an endpoint', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    const endpoint = 'vpn.example.com:51820';
    for (const half of [{ WIREGUARD_ENDPOINT: endpoint }, { WIREGUARD_PUBLIC_KEY: key }]) {
      expect(faultsOf({ ...PRODUCTION, ...half })).toContain(
        'WIREGUARD_ENDPOINT and WIREGUARD_PUBLIC_KEY go together',
      );
    }
    const both = { WIREGUARD_ENDPOINT: endpoint, WIREGUARD_PUBLIC_KEY: key };
    const { wireguard, radiusAddress } = loadSettings({ ...PRODUCTION, ...both }).onboarding;
    expect(wireguard).toEqual({ endpoint, publicKey: key });
    expect(radiusAddress).toBe('10.77.0.1');
  });
});

describe('production', () => {
  it('names everything that it cannot do without', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toBe(
      'The settings are wrong; correct these and start again (see .env.example):\n' +
        '  - PUBLIC_URL is required in production\n' +
        '  - DATABASE_URL is required in production\n' +
        '  - JWT_SECRET is required in production\n' +
        '  - ENCRYPTION_KEY is required in production',
    );
  });

  it('refuses the simulator', () => {
    expect(named(faultsOf({ ...PRODUCTION, SIMULATOR: 'on' }))).toEqual(['SIMULATOR']);
  });

  it('names a forbidden simulator together with what is missing', () => {
    expect(named(faultsOf({ NODE_ENV: 'production', SIMULATOR: 'on' }))).toEqual([
      'PUBLIC_URL',
      'DATABASE_URL',
      'JWT_SECRET',
      'ENCRYPTION_KEY',
      'SIMULATOR',
    ]);
  });
});

describe('another way to the database', () => {
  it.each(['DATABASE_DIRECT_URL', 'DATABASE_REPLICA_URL'])(
    'as %s is refused without DATABASE_URL, or two databases would be in use',
    (name) => {
      const { JWT_SECRET, ENCRYPTION_KEY } = PRODUCTION;
      const text = faultsOf({ JWT_SECRET, ENCRYPTION_KEY, [name]: PRODUCTION.DATABASE_URL });
      expect(named(text)).toEqual([name]);
    },
  );
});

describe('mail', () => {
  const SMTP_URL = 'smtp://wifi:canary-7c1d@mail.example:587';
  const MAIL_FROM = 'Lipafi <wifi@example.com>';

  it.each([{ SMTP_URL }, { MAIL_FROM }])('needs a server and a sender: %j', (given) => {
    const text = faultsOf({ ...PRODUCTION, ...given });
    expect(named(text)).toEqual(Object.keys(given));
    expect(text).not.toContain('canary');
  });

  it.each([
    ['SMTP_URL', 'mail.example:587'],
    ['SMTP_URL', 'http://mail.example'],
    ['SMTP_URL', 'smtp://'],
    ['SMTP_URL', 'smtp://wifi:x@canary/y@mail.example'],
    ['SMTP_URL', 'smtp://wifi:12/canary@mail.example'],
    ['SMTP_URL', 'smtp://wifi:can%ary@mail.example'],
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'a@example.com, b@example.com'],
  ])('is not sent with the %s %j', (name, value) => {
    expect(named(faultsOf({ ...PRODUCTION, SMTP_URL, MAIL_FROM, [name]: value }))).toEqual([name]);
  });

  it.each([MAIL_FROM, 'wifi@example.com'])('is sent from %j', (from) => {
    const { mail } = loadSettings({ ...PRODUCTION, SMTP_URL, MAIL_FROM: from });
    expect(mail?.from).toBe(from);
    expect(mail?.smtpUrl.reveal()).toBe(SMTP_URL);
    expect(JSON.stringify(mail)).not.toContain('canary');
  });
});

/** The variables that a message names, in order. */
function named(text: string): (string | undefined)[] {
  return [...text.matchAll(/^ {2}- (\w+) /gm)].map(([, name]) => name);
}
