import { accessSync, constants, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The program of FreeRADIUS and the folders that it needs. */
export interface FreeradiusProgram {
  readonly program: string;
  readonly arguments: readonly string[];
  /** The folder of its modules. */
  readonly libDir: string;
  /** `LD_LIBRARY_PATH`; empty for an installed one. */
  readonly libraryPath: string;
}

/** Debian calls it `freeradius`, others `radiusd`. These folders are often not on a user's PATH. */
const PROGRAMS = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'].flatMap((folder) =>
  ['freeradius', 'radiusd'].map((name) => join(folder, name)),
);
const MODULE_FOLDERS = ['/usr/lib/freeradius', '/usr/lib64/freeradius', '/usr/local/lib'];

/** Finds the installed FreeRADIUS; null when there is none with the module for PostgreSQL. */
export function installedFreeradius(): FreeradiusProgram | null {
  const program = PROGRAMS.find(isProgram);
  const libDir = MODULE_FOLDERS.find(hasPostgresModule);
  if (program === undefined || libDir === undefined) return null;
  return { program, arguments: [], libDir, libraryPath: '' };
}

/** Finds FreeRADIUS in packages that were unpacked below `root`; null when there is none. */
export function unpackedFreeradius(root: string): FreeradiusProgram | null {
  const folder = resolve(root);
  const program = join(folder, 'usr/sbin/freeradius');
  const libDir = join(folder, 'usr/lib/freeradius');
  if (!isProgram(program) || !hasPostgresModule(libDir)) return null;
  const architectures = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' } as const;
  const architecture = architectures[process.arch as keyof typeof architectures];
  return {
    program,
    arguments: ['-D', join(folder, 'usr/share/freeradius')],
    libDir,
    libraryPath: [
      libDir,
      join(folder, 'usr/lib', architecture),
      join(folder, 'lib', architecture),
    ].join(':'),
  };
}

const hasPostgresModule = (folder: string): boolean =>
  existsSync(join(folder, 'rlm_sql_postgresql.so'));

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
