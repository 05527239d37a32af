import { describe, expect, it } from '@jest/globals';
import { endOthers } from './end-others.js';

const CURRENT = { id: 'current', current: true };
const login = (id: string) => ({ id, current: false });

describe('ending all other logins', () => {
  it('goes on until none is left, and leaves the current one', async () => {
    let others = ['1', '2', '3', '4', '5'];
    const ended: string[] = [];
    await endOthers(
      // A page has room for two others.
      () => Promise.resolve([CURRENT, ...others.slice(0, 2).map(login)]),
      (id) => {
        ended.push(id);
        others = others.filter((each) => each !== id);
        return Promise.resolve();
      },
    );
    expect(ended).toEqual(['1', '2', '3', '4', '5']);
  });

  it('ends each once, also while it is still listed', async () => {
    const ended: string[] = [];
    await endOthers(
      () => Promise.resolve([CURRENT, login('1')]),
      (id) => Promise.resolve(ended.push(id)),
    );
    expect(ended).toEqual(['1']);
  });

  it('stops at an error', async () => {
    const lost = new Error('lost');
    const end = () => Promise.reject(lost);
    await expect(endOthers(() => Promise.resolve([login('1')]), end)).rejects.toBe(lost);
  });
});
