import { afterEach, describe, expect, it } from '@jest/globals';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

const PROCESSES = 4;
const DIRECTORIES = 50;

/** Says that it is ready, waits for a word, and then prints the secrets of all directories. */
const PROGRAM = `
  import { join } from 'node:path';
  import { developmentSecret } from '${process.env['LIPAFI_TEST_BUILD'] ?? ''}/src/config/development-secrets.js';
  process.stdout.write('ready\\n');
  process.stdin.once('data', () => {
    const secrets = Array.from({ length: ${DIRECTORIES} }, (_, number) =>
      developmentSecret(join(process.env.ROOT, String(number)), 'JWT_SECRET').reveal());
    process.stdout.write(JSON.stringify(secrets) + '\\n', () => process.exit());
  });`;

describe('processes that start at once for the first time', () => {
  let root: string;
  let children: { process: ChildProcessWithoutNullStreams; lines: Interface }[] = [];

  afterEach(async () => {
    for (const child of children) child.process.kill('SIGKILL');
    children = [];
    await rm(root, { recursive: true, force: true });
  });

  it('agree on one secret, read whole', async () => {
    root = await mkdtemp(join(tmpdir(), 'lipafi-secrets-'));
    children = Array.from({ length: PROCESSES }, () => begin(root));
    await Promise.all(children.map(({ lines }) => once(lines, 'line')));

    const answers = children.map(({ lines }) => once(lines, 'line'));
    for (const child of children) child.process.stdin.write('go\n');
    const [first, ...others] = (await Promise.all(answers)).map(
      ([line]) => JSON.parse(String(line)) as string[],
    );

    expect(first).toHaveLength(DIRECTORIES);
    for (const secret of first ?? []) expect(secret).toMatch(/^[0-9a-f]{64}$/);
    for (const other of others) expect(other).toEqual(first);
    for (let number = 0; number < DIRECTORIES; number += 1) {
      expect(await readdir(join(root, String(number), 'secrets'))).toEqual(['JWT_SECRET']);
    }
  });
});

function begin(root: string): { process: ChildProcessWithoutNullStreams; lines: Interface } {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    env: { ...process.env, ROOT: root },
  });
  return { process: child, lines: createInterface(child.stdout) };
}
