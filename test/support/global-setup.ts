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
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as TestServer from './test-server.js';

/** What we read of the project that Jest hands to a global setup. */
interface JestProject {
  readonly rootDir: string;
  readonly transform: readonly (readonly [
    pattern: string,
    transformer: string,
    options: Options,
  ])[];
}

/** Where the teardown finds what the setup made; the two share nothing but the process. */
const CLEANUP = Symbol.for('lipafi.test.cleanup');
const shared = globalThis as { [CLEANUP]?: (() => Promise<void>) | undefined };

const SOURCES = ['src', 'migrations', 'test/support'];
const PACKAGES = 'packages';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * A run that is broken off cleans up as well, and then ends as the signal wants it. The signal
 * comes twice when npm passes on what the terminal has sent already; the second time is ignored.
 */
function onSignal(signal: NodeJS.Signals): void {
  void shared[CLEANUP]?.().finally(() => process.kill(process.pid, signal));
}

/**
 * Starts the one database server of a test run, before the first test file that needs one.
 * `integration` and `e2e` both name this file, and a second call finds the work done.
 */
export default async function setUp(_config: unknown, project: JestProject): Promise<void> {
  if (shared[CLEANUP]) return;
  const directory = await mkdtemp(join(tmpdir(), 'lipafi-test-'));
  const starting = start(project, directory);
  const cleanUp = async (): Promise<void> => {
    shared[CLEANUP] = undefined;
    try {
      // Broken off half way, the setup has to come to its end first, good or bad.
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
  // Open to the user who runs the server for root, which mkdtemp does not think of.
  await chmod(directory, 0o711);
  const build = join(directory, 'build');
  await compile(project, build);
  process.env['LIPAFI_TEST_BUILD'] = build;
  const load = createRequire(join(build, 'package.json'));
  const { startTestServer } = load('./test/support/test-server.js') as typeof TestServer;
  return startTestServer(join(directory, 'data'));
}

/**
 * In a run that is broken off the workers are still at it: under the old name they find no place
 * for new files, and what they are writing at this moment is removed by the next try.
 */
async function remove(directory: string): Promise<void> {
  const renamed = `${directory}-over`;
  await rename(directory, renamed);
  await rm(renamed, { recursive: true, force: true, maxRetries: 10 });
}

/**
 * Compiles the sources into `build`, as ES modules for Node.js itself. Jest's own loader stands
 * only between a test file and what it imports; a global setup, and the processes that some tests
 * start, run outside of it.
 */
async function compile(project: JestProject, build: string): Promise<void> {
  const options = project.transform.find(([, , given]) => 'jsc' in given)?.[2] ?? {};
  await mkdir(build, { mode: 0o755 });
  await writeFile(join(build, 'package.json'), JSON.stringify({ type: 'module' }));
  for (const source of SOURCES) await compileFolder(source, source);
  const packages = await readdir(join(project.rootDir, PACKAGES));
  for (const name of packages) {
    const folder = join(PACKAGES, name);
    await compileFolder(join(folder, 'src'), join(folder, 'dist'));
    await copyFile(
      join(project.rootDir, folder, 'package.json'),
      join(build, folder, 'package.json'),
    );
  }
  await linkModules(project, build, packages);

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

/** The installed modules, but the packages of this repository as they were just compiled. */
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
