import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const scriptsIn = (text: string): string[] =>
  [...text.matchAll(/npm run ([a-z][\w:-]*)/g)].map(([, name = '']) => name);
const productionOf = (readme: string): string =>
  /## Production\n(.*?)\n## /s.exec(readme)?.[1] ?? '';

/** What an operator runs. The build itself needs the build tools. */
const SCRIPTS = [
  ...new Set([
    ...scriptsIn(productionOf(readFileSync('README.md', 'utf8'))),
    ...scriptsIn(readFileSync('docs/operations.md', 'utf8')),
  ]),
].filter((name) => name !== 'build');

/** npm puts the tools of this checkout on the path of the tests. */
const withoutBuildTools = (path: string): string =>
  path
    .split(delimiter)
    .filter((entry) => !entry.includes('node_modules'))
    .join(delimiter);

describe('a production install, which has dist and no build tools', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lipafi-production-'));
    await cp('package.json', join(folder, 'package.json'));
    await cp('ops', join(folder, 'ops'), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Runs a script without settings, which ends before it reaches any database. */
  const run = (script: string): Promise<string> =>
    new Promise((done) => {
      const env = { PATH: withoutBuildTools(process.env['PATH'] ?? ''), NODE_ENV: 'production' };
      execFile('npm', ['run', '--silent', script], { cwd: folder, env }, (_, stdout, stderr) => {
        done(stdout + stderr);
      });
    });

  it('says what to do when nothing was built', async () => {
    expect(await run('keys:generate')).toBe(
      'There is no build in dist: run "npm ci --include=dev && npm run build" first.\n',
    );
  });

  describe('once it is built', () => {
    beforeAll(() => symlink(process.env['LIPAFI_TEST_BUILD'] ?? '', join(folder, 'dist')));

    it.each(SCRIPTS)('runs npm run %s, which the documents name', async (script) => {
      const said = await run(script);
      if (script === 'keys:generate') expect(said).toMatch(/^[\w-]{43}=\n$/);
      else expect(said).toMatch(/^Usage|- DATABASE_URL /m);
      expect(said).not.toMatch(/not found|Cannot find|^ {4}at /m);
    });
  });
});
