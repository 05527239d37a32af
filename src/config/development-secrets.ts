import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyRing } from '../common/crypto/key-ring.js';
import { Secret } from '../common/crypto/secret.js';
import { randomHex } from '../common/crypto/tokens.js';

type DevelopmentSecret = 'JWT_SECRET' | 'ENCRYPTION_KEY' | 'RADIUS_PASSWORD';

const MAKE: Readonly<Record<DevelopmentSecret, () => string>> = {
  JWT_SECRET: () => randomHex(32),
  ENCRYPTION_KEY: () => KeyRing.generateKey(),
  RADIUS_PASSWORD: () => randomHex(16),
};

/**
 * Returns a secret for development, created at the first start and kept in `dataDir/secrets/`, so
 * that sealed rows and logins survive a restart. Production does not use it: its secrets are
 * required.
 * When several processes start at once, the first one's file wins, and all of them read it.
 */
export function developmentSecret(dataDir: string, name: DevelopmentSecret): Secret {
  const directory = join(dataDir, 'secrets');
  const file = join(directory, name);
  // The mode applies to the innermost directory only, because the embedded database next to it may
  // run as another user.
  mkdirSync(dataDir, { recursive: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) publishOnce(file, MAKE[name]());
  return new Secret(readFileSync(file, 'utf8').trim());
}

/** A link appears atomically, so that no other process reads half a secret. */
function publishOnce(file: string, text: string): void {
  const draft = `${file}.${randomHex(8)}`;
  writeFileSync(draft, `${text}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
