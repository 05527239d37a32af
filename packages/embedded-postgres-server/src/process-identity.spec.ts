import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identify, isAlive, isOwnerAlive, ownedName } from './process-identity.js';

const NO_PROCESS = 2 ** 30;

describe('the identity of a process', () => {
  it('stays the same while it runs and ends with it', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const identity = identify(child.pid ?? 0);
    if (!identity) throw new Error('It runs');
    expect(identify(identity.pid)).toEqual(identity);
    child.kill();
    await once(child, 'exit');
    expect(isAlive(identity)).toBe(false);
  });

  it('is not that of an earlier process with the same number', () => {
    const identity = identify(process.pid);
    expect(identity && isAlive(identity)).toBe(true);
    expect(isAlive({ pid: process.pid, mark: 'earlier' })).toBe(false);
  });

  it('is missing where no process is', () => {
    expect(identify(NO_PROCESS)).toBeUndefined();
  });
});

describe('a name that shows its owner', () => {
  it('is new each time and ours', () => {
    const [one, other] = [ownedName(), ownedName()];
    expect(one).not.toBe(other);
    expect([one, other].map(isOwnerAlive)).toEqual([true, true]);
  });

  it.each([`${NO_PROCESS}-1b0-abc`, `${process.pid}-earlier-abc`, 'letters', ''])(
    'has no living owner: %s',
    (name) => {
      expect(isOwnerAlive(name)).toBe(false);
    },
  );
});
