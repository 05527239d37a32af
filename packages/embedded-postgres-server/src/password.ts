import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

const PASSWORD_BYTES = 24;

/**
 * Returns the superuser's password, which is created at the first call and stored in `file`,
 * readable by this user only. When several processes create it at once, all of them get the first
 * one.
 *
 * @param mayMake false when a cluster exists already, because a new password would not open it
 * @throws EmbeddedPostgresError when it is missing and may not be created, or is empty
 */
export function superuserPassword(file: string, mayMake: boolean): string {
  if (!existsSync(file)) {
    if (!mayMake) {
      throw new EmbeddedPostgresError(
        `The database's password is gone: put ${file} back, or delete the database beside it`,
      );
    }
    publishOnce(file, `${randomBytes(PASSWORD_BYTES).toString('base64url')}\n`);
  }
  const password = readFileSync(file, 'utf8').trim();
  if (password !== '') return password;
  throw new EmbeddedPostgresError(`The file of the database's password, ${file}, is empty`);
}

/** A link appears atomically, so that nobody reads half a password. */
function publishOnce(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('base64url')}`;
  writeFileSync(draft, text, { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
