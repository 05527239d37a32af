import { transform, type Options } from '@swc/core';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type * as TestServer from './test-server.js';

/** The part of the project that Jest passes to a global set-up and that is used here. */
interface JestProject {
  readonly rootDir: string;
  readonly transform: readonly (readonly [
    pattern: string,
    transformer: string,
    options: Options,
  ])[];
}

/**
 * The key under which the tear-down finds the result of the set-up; they share only the process.
 */
const CLEANUP = Symbol.for('lipafi.test.cleanup');
const shared = globalThis as { [CLEANUP]?: (() => Promise<void>) | undefined };

const SOURCES = ['src', 'migrations', 'test/support'];
const PACKAGES = 'packages';
const DASHBOARD = 'dashboard';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * An interrupted run cleans up too, and then ends by the signal. The signal comes twice when npm
 * repeats the one of the terminal; the second one is ignored.
 */
function onSignal(signal: NodeJS.Signals): void {
  void shared[CLEANUP]?.().finally(() => process.kill(process.pid, signal));
}

/**
 * Starts the database server of a test run, before the first test file that needs it. `integration`
 * and `e2e` both name this file, and the second call does nothing.
 */
export default async function setUp(_config: unknown, project: JestProject): Promise<void> {
  if (shared[CLEANUP]) return;
  const directory = await mkdtemp(join(tmpdir(), 'lipafi-test-'));
  const starting = start(project, directory);
  const cleanUp = async (): Promise<void> => {
    shared[CLEANUP] = undefined;
    try {
      // After an interruption the set-up must end first, successfully or not.
      const server = await starting.catch(() => undefined);
      await server?.stop();
      await remove(directory);
    } finally {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    }
  };
  shared[CLEANUP] = cleanUp;
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    Object.assign(process.env, (await starting).environment);
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

async function start(project: JestProject, directory: string): Promise<TestServer.TestServer> {
  // Readable for the user that runs the server for root; mkdtemp does not set this.
  await chmod(directory, 0o711);
  const build = join(directory, 'build');
  await promisify(execFile)(process.execPath, [
    join(project.rootDir, PACKAGES, DASHBOARD, 'build.js'),
  ]);
  await compile(project, build);
  process.env['LIPAFI_TEST_BUILD'] = build;
  const load = createRequire(join(build, 'package.json'));
  const { startTestServer } = load('./test/support/test-server.js') as typeof TestServer;
  return startTestServer(join(directory, 'data'));
}

/**
 * Workers of an interrupted run are still running. After the renaming they cannot create new files,
 * and the next try removes what they are writing now.
 */
async function remove(directory: string): Promise<void> {
  const renamed = `${directory}-over`;
  await rename(directory, renamed);
  await rm(renamed, { recursive: true, force: true, maxRetries: 10 });
}

/**
 * Compiles the sources into `build`, as ES modules for Node.js. Jest's own loader applies to a test
 * file and its imports only; a global set-up, and the processes that some tests start, do not use
 * it.
 */
async function compile(project: JestProject, build: string): Promise<void> {
  const options = project.transform.find(([, , given]) => 'jsc' in given)?.[2] ?? {};
  await mkdir(build, { mode: 0o755 });
  const { imports } = JSON.parse(await readFile(join(project.rootDir, 'package.json'), 'utf8')) as {
    imports: unknown;
  };
  await writeFile(join(build, 'package.json'), JSON.stringify({ type: 'module', imports }));
  for (const source of SOURCES) await compileFolder(source, source);
  const packages = await readdir(join(project.rootDir, PACKAGES));
  for (const name of packages) {
    const folder = join(PACKAGES, name);
    if (name === DASHBOARD) {
      await linkDashboard(folder);
      continue;
    }
    await compileFolder(join(folder, 'src'), join(folder, 'dist'));
    await copyFile(
      join(project.rootDir, folder, 'package.json'),
      join(build, folder, 'package.json'),
    );
  }
  await linkModules(project, build, packages);

  /** The dashboard was built by its own build, unless its sources were those of the last one. */
  async function linkDashboard(folder: string): Promise<void> {
    await mkdir(join(build, folder), { recursive: true });
    await symlink(join(project.rootDir, folder, 'dist'), join(build, folder, 'dist'));
  }

  async function compileFolder(source: string, target: string): Promise<void> {
    const files = await readdir(join(project.rootDir, source), { recursive: true });
    const compiled = files.filter((file) => file.endsWith('.ts') && !/[.-]spec\.ts$/.test(file));
    await Promise.all(
      compiled.map((file) => compileFile(join(project.rootDir, source, file), join(target, file))),
    );
  }

  async function compileFile(filename: string, target: string): Promise<void> {
    const { code } = await transform(await readFile(filename, 'utf8'), { ...options, filename });
    const output = join(build, target.replace(/\.ts$/, '.js'));
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, code);
  }
}

/** Links the installed modules, and the packages of this repository as compiled here. */
async function linkModules(
  { rootDir }: JestProject,
  build: string,
  packages: readonly string[],
): Promise<void> {
  const [installed, linked] = [join(rootDir, 'node_modules'), join(build, 'node_modules')];
  await mkdir(linked, { mode: 0o755 });
  const names = (await readdir(installed)).filter((name) => !packages.includes(name));
  await Promise.all([
    ...names.map((name) => symlink(join(installed, name), join(linked, name))),
    ...packages.map((name) => symlink(join(build, PACKAGES, name), join(linked, name))),
  ]);
}
