import { expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFreeradius } from '../../src/access/radius/freeradius.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { describeWithFreeradius, freeradiusProgram } from '../support/freeradius.js';

const CONFIG = 'ops/freeradius/config';
/** Where the packages put their own configuration. */
const INSTALLED = [
  join(process.env['FREERADIUS_ROOT'] ?? '', 'etc/freeradius'),
  '/etc/freeradius',
  '/etc/raddb',
];
/** So many lines in a row that are equal would be a copy; two or three are the syntax. */
const BLOCK_LINES = 5;

/** The lines of a file that say something, without indentation. */
const linesOf = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && line !== '#');
const blocksOf = (lines: readonly string[]): string[] =>
  lines
    .slice(0, Math.max(0, lines.length - BLOCK_LINES + 1))
    .map((_, at) => lines.slice(at, at + BLOCK_LINES).join('\n'));
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describeWithFreeradius('the configuration of FreeRADIUS', () => {
  it('is accepted by it', async () => {
    if (!freeradiusProgram) throw new Error('There is no FreeRADIUS: set FREERADIUS_ROOT');
    const { process: child, ended } = await startFreeradius({
      program: freeradiusProgram,
      databaseUrl: new Secret('postgresql://lipafi_radius:secret@127.0.0.1:1/lipafi'),
      bind: '127.0.0.1',
      authPort: 1812,
      acctPort: 1813,
      clients: ['10.77.0.0/16', '127.0.0.0/8'],
      configDir: CONFIG,
      checkOnly: true,
      stdio: 'pipe',
    });
    child.stdout?.resume();
    child.stderr?.resume();
    expect(await ended).toBe(0);
  });

  const theirs = INSTALLED.filter((folder) => existsSync(folder));
  const itWithTheirs = theirs.length > 0 ? it : it.skip;
  itWithTheirs('shares no block and no comment with the files of the packages', () => {
    const installed = theirs.flatMap(filesIn).map(linesOf);
    expect(installed.length).toBeGreaterThan(50);
    const blocks = new Set(installed.flatMap(blocksOf));
    const comments = new Set(installed.flat().filter((line) => line.startsWith('#')));
    const ours = filesIn(CONFIG).map(linesOf);
    expect(ours.flatMap(blocksOf).filter((block) => blocks.has(block))).toEqual([]);
    expect(ours.flat().filter((line) => comments.has(line))).toEqual([]);
  });
});
