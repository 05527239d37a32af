import { describe, expect, it } from '@jest/globals';
import { parse } from 'acorn';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SCRIPT, STYLE } from './assets.js';

const BUILDER = join(import.meta.dirname, '..', 'build-assets.js');

describe('script and style of the pages', () => {
  it('are those that Vite makes of the sources', async () => {
    // In a process of its own, because Vite does not run among the globals of Jest.
    const { stdout } = await promisify(execFile)(process.execPath, [BUILDER, '--print']);
    expect(stdout).toBe(readFileSync(join(import.meta.dirname, 'assets.ts'), 'utf8'));
  });

  it('use the syntax of ES2015, which old phones know, as a classic script', () => {
    expect(() => parse(SCRIPT, { ecmaVersion: 2015, sourceType: 'script' })).not.toThrow();
  });

  it('are small: the script has less than 3 kB before compression', () => {
    expect(Buffer.byteLength(SCRIPT)).toBeLessThan(3000);
  });

  it('cannot end the element that they stand in', () => {
    expect(`${SCRIPT}${STYLE}`).not.toMatch(/<\/|<!--/);
  });
});
