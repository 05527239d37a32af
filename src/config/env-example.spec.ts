import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { KeyRing } from '../common/crypto/key-ring.js';
import { loadSettings, SETTING_NAMES } from './settings.js';

/** Set, so that no test creates secrets in the working directory. */
const SECRETS = {
  JWT_SECRET: 'j'.repeat(64),
  ENCRYPTION_KEY: KeyRing.generateKey(),
};

/** Settings that have no default or none that is safe; the file shows them empty. */
const WITHOUT_DEFAULT = [
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'DATABASE_REPLICA_URL',
  'JWT_SECRET',
  'ENCRYPTION_KEY',
  'SMTP_URL',
  'MAIL_FROM',
  'METRICS_TOKEN',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'WIREGUARD_ENDPOINT',
  'WIREGUARD_PUBLIC_KEY',
  'RADIUS_SERVER_ADDRESS',
  'RADIUS_DATABASE_URL',
  'RADIUS_COA_SOURCE',
  'FREERADIUS_ROOT',
  'CLOUDPILOT_DATABASE_URL',
  'CLOUDPILOT_ENCRYPTION_KEY',
];

const lines = readFileSync(resolve('.env.example'), 'utf8').split('\n');
const shown = lines.flatMap((line) => {
  const found = /^# ([A-Z][A-Z_]*)=(.*)$/.exec(line);
  return found?.[1] === undefined ? [] : [{ name: found[1], value: found[2] ?? '' }];
});
const withDefault = shown.filter(({ value }) => value !== '');

describe('.env.example', () => {
  it('names every setting once and nothing else', () => {
    const names = shown.map(({ name }) => name);
    expect(names.toSorted()).toEqual(SETTING_NAMES.toSorted());
  });

  it('sets nothing when it is copied as it is', () => {
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it('shows no value of a secret', () => {
    const empty = shown.filter(({ value }) => value === '').map(({ name }) => name);
    expect(empty.toSorted()).toEqual(WITHOUT_DEFAULT.toSorted());
  });

  it.each(withDefault)('shows the default of $name', ({ name, value }) => {
    const untouched = loadSettings(SECRETS);
    expect(loadSettings({ ...SECRETS, [name]: value })).toEqual(untouched);
  });

  it('explains each setting in the lines above it', () => {
    const unexplained = shown.filter(({ name }) => !isExplained(name));
    expect(unexplained).toEqual([]);
  });
});

/** The nearest line above that is not a setting must be an explanation. */
function isExplained(name: string): boolean {
  const own = lines.findIndex((line) => line.startsWith(`# ${name}=`));
  const above = lines.slice(0, own).findLast((line) => !/^# [A-Z][A-Z_]*=/.test(line));
  return above?.startsWith('# ') === true && !above.startsWith('# ---');
}
