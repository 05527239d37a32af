import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANYONE, closedDirectory, permissionBits } from './access.js';

describe('the permissions that count', () => {
  const file = { uid: 10, gid: 20, mode: 0o40751 };

  it.each([
    ['the owner, also when the group could do more', { uid: 10, gid: 20 }, 7],
    ['the group', { uid: 11, gid: 20 }, 5],
    ['others', { uid: 11, gid: 21 }, 1],
  ])('are those of %s', (_who, ids, bits) => {
    expect(permissionBits(file, { name: 'somebody', ...ids })).toBe(bits);
  });
});

describe('the way to a directory', () => {
  let root: string;
  const inner = (): string => join(root, 'outer', 'inner');
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'embedded-access-')));
    mkdirSync(join(root, 'outer', 'inner'), { recursive: true });
    for (const each of [root, join(root, 'outer'), inner()]) chmodSync(each, 0o711);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });
  it('is open when every directory on it may be entered, listed or not', () => {
    expect(closedDirectory(inner(), ANYONE)).toBeUndefined();
  });

  it('is closed by the first directory that may not be entered', () => {
    chmodSync(join(root, 'outer'), 0o700);
    expect(closedDirectory(inner(), ANYONE)).toBe(join(root, 'outer'));
  });

  it('is closed by the directory itself', () => {
    chmodSync(inner(), 0o766);
    expect(closedDirectory(inner(), ANYONE)).toBe(inner());
  });

  it('is that of the real directory and not of a link to it', () => {
    symlinkSync(inner(), join(root, 'link'));
    chmodSync(join(root, 'outer'), 0o700);
    expect(closedDirectory(join(root, 'link'), ANYONE)).toBe(join(root, 'outer'));
  });

  it('is ours to try when there is no account to change to', () => {
    chmodSync(inner(), 0o000);
    expect(closedDirectory(inner(), undefined)).toBeUndefined();
  });
});
