import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing } from '../common/crypto/key-ring.js';
import { developmentSecret } from './development-secrets.js';
import { loadSettings } from './settings.js';

const NAMES = ['JWT_SECRET', 'ENCRYPTION_KEY'] as const;

describe('secrets made for development', () => {
  let root: string;
  let dataDir: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lipafi-secrets-'));
    dataDir = join(root, 'data');
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it.each(NAMES)('are made once and kept: %s', (name) => {
    const made = developmentSecret(dataDir, name).reveal();
    expect(developmentSecret(dataDir, name).reveal()).toBe(made);
  });

  it.each(NAMES)('are different in every data directory: %s', (name) => {
    const other = developmentSecret(join(root, 'other'), name).reveal();
    expect(developmentSecret(dataDir, name).reveal()).not.toBe(other);
  });

  it('are a signing secret of 256 bits and a Fernet key', () => {
    expect(developmentSecret(dataDir, 'JWT_SECRET').reveal()).toMatch(/^[0-9a-f]{64}$/);
    const ring = KeyRing.parse(developmentSecret(dataDir, 'ENCRYPTION_KEY'));
    expect(ring.open(ring.seal(developmentSecret(dataDir, 'JWT_SECRET'))).reveal()).toBe(
      developmentSecret(dataDir, 'JWT_SECRET').reveal(),
    );
  });

  it('are for the eyes of their owner only', () => {
    for (const name of NAMES) developmentSecret(dataDir, name);
    expect(permissions(join(dataDir, 'secrets'))).toBe('700');
    for (const name of NAMES) expect(permissions(join(dataDir, 'secrets', name))).toBe('600');
  });

  it('leave the data directory open to the user who runs the database', () => {
    const usual = join(root, 'usual');
    mkdirSync(usual);
    developmentSecret(dataDir, 'JWT_SECRET');
    expect(permissions(dataDir)).toBe(permissions(usual));
  });

  it('leave no drafts behind', () => {
    for (const name of NAMES) developmentSecret(dataDir, name);
    expect(readdirSync(join(dataDir, 'secrets')).toSorted()).toEqual(NAMES.toSorted());
  });

  it('serve where the settings name none, and are not made where they do', () => {
    const first = loadSettings({ DATA_DIR: dataDir });
    const again = loadSettings({ DATA_DIR: dataDir });
    expect(again.auth.jwtSecrets[0].reveal()).toBe(first.auth.jwtSecrets[0].reveal());
    expect(again.encryptionKeys.reveal()).toBe(first.encryptionKeys.reveal());

    const given = { JWT_SECRET: 'j'.repeat(64), ENCRYPTION_KEY: KeyRing.generateKey() };
    const named = loadSettings({ ...given, DATA_DIR: join(root, 'untouched') });
    expect(named.auth.jwtSecrets[0].reveal()).toBe(given.JWT_SECRET);
    expect(readdirSync(root)).not.toContain('untouched');
  });
});

const permissions = (path: string): string => (statSync(path).mode & 0o777).toString(8);
