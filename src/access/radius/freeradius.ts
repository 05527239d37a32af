import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkVariables,
  clientsFile,
  freeradiusEnvironment,
  type FreeradiusSettings,
} from './freeradius-environment.js';
import { type FreeradiusProgram } from './freeradius-program.js';

/** The options of a FreeRADIUS process. */
export interface FreeradiusOptions extends Omit<FreeradiusSettings, 'libDir' | 'runDir'> {
  readonly program: FreeradiusProgram;
  /** The networks that routers may be in, such as `10.77.0.0/16`. */
  readonly clients: readonly string[];
  /** The folder of the configuration, `ops/freeradius/config`. */
  readonly configDir: string;
  readonly clientLifetimeS?: number;
  /** Whether to check the configuration only, which connects to nothing and opens no port. */
  readonly checkOnly?: boolean;
  readonly stdio: 'inherit' | 'pipe';
}

/** A FreeRADIUS that was started. */
export interface RunningFreeradius {
  readonly process: ChildProcess;
  /** Resolves with the exit status when it has ended and its folder is removed. */
  readonly ended: Promise<number>;
}

/**
 * Starts FreeRADIUS in the foreground. It gets a copy of the configuration in a folder of its own,
 * because it refuses files that others may write to.
 * @throws FreeradiusSettingsError
 */
export async function startFreeradius(options: FreeradiusOptions): Promise<RunningFreeradius> {
  const { program, configDir } = options;
  const runDir = await mkdtemp(join(tmpdir(), 'lipafi-radius-'));
  try {
    await copyConfig(configDir, runDir);
    const clients = clientsFile(options.clients, options.clientLifetimeS);
    await writeFile(join(runDir, 'clients.conf'), clients, { mode: 0o600 });
    const environment = freeradiusEnvironment({ ...options, libDir: program.libDir, runDir });
    checkVariables(runDir, environment);
    const child = spawn(
      program.program,
      [...program.arguments, '-d', runDir, options.checkOnly ? '-C' : '-f', '-l', 'stdout'],
      {
        // Only these variables, because the environment of this process has other secrets.
        env: {
          ...environment,
          ...(program.libraryPath === '' ? {} : { LD_LIBRARY_PATH: program.libraryPath }),
        },
        stdio: options.stdio === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      },
    );
    return { process: child, ended: endOf(child, runDir) };
  } catch (error) {
    await rm(runDir, { recursive: true, force: true });
    throw error;
  }
}

async function copyConfig(from: string, to: string): Promise<void> {
  for (const file of await readdir(from)) {
    await copyFile(join(from, file), join(to, file));
    await chmod(join(to, file), 0o600);
  }
}

function endOf(child: ChildProcess, runDir: string): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    // A process that is ended by a signal has no status.
    child.once('exit', (status) => {
      resolve(status ?? 1);
    });
  }).finally(() => rm(runDir, { recursive: true, force: true }));
}
