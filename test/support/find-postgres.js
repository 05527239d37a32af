import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAMS = ['initdb', 'postgres', 'pg_ctl', 'pg_dump', 'pg_restore'];
const DEBIAN = '/usr/lib/postgresql';
const OLDEST = 15;

/**
 * Finds the directory of a PostgreSQL with the programs for backup and restore: that of
 * `POSTGRES_BIN`, or the newest that Debian has installed. The embedded one has no `pg_dump`.
 *
 * @returns {string | undefined}
 */
export function findPostgres() {
  const installed = existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .filter((version) => Number(version) >= OLDEST)
        .sort((one, two) => Number(two) - Number(one))
        .map((version) => join(DEBIAN, version, 'bin'))
    : [];
  return [process.env['POSTGRES_BIN'] ?? '', ...installed].find(
    (directory) =>
      directory !== '' && PROGRAMS.every((program) => existsSync(join(directory, program))),
  );
}
