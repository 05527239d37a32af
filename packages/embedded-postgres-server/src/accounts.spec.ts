import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverAccount, systemAccounts, type Account } from './accounts.js';

describe('the users of the system', () => {
  const find = (name: string): Account | undefined => {
    const directory = mkdtempSync(join(tmpdir(), 'embedded-passwd-'));
    const file = join(directory, 'passwd');
    writeFileSync(
      file,
      [
        'root:x:0:0:root:/root:/bin/bash',
        'postgresql:x:7:7::/:/bin/sh',
        'postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash',
        'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
        '',
      ].join('\n'),
    );
    try {
      return systemAccounts(file).find(name);
    } finally {
      rmSync(directory, { recursive: true });
    }
  };

  it('are found by their whole name', () => {
    expect(find('postgres')).toEqual({ name: 'postgres', uid: 101, gid: 104 });
    expect(find('nobody')).toEqual({ name: 'nobody', uid: 65534, gid: 65534 });
    expect(find('post')).toBeUndefined();
  });

  it('never are root, whatever they are called', () => {
    expect(find('root')).toBeUndefined();
  });
});

describe('the account of the server', () => {
  it('is asked of the operator when the system has none and makes none', () => {
    const none = {
      find: () => undefined,
      create: () => {
        throw new Error('read-only file system');
      },
    };
    expect(() => serverAccount(none, 'shop')).toThrow(/start as another user/);
  });
});
