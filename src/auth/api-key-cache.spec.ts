import { beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../common/clock.js';
import { type PublicKeyOwner } from './auth.repository.js';
import { API_KEY_CACHE_TTL_MS, API_KEY_CACHE_SIZE, ApiKeyCache } from './api-key-cache.js';

class SetClock extends Clock {
  ms = 1_000_000;

  override now(): Date {
    return new Date(this.ms);
  }
}

const AMINA: PublicKeyOwner = { userId: 1, username: 'amina', isActive: true, isRetiring: false };
const BARAKA: PublicKeyOwner = { ...AMINA, userId: 2, username: 'baraka' };

describe('ApiKeyCache', () => {
  let clock: SetClock;
  let owners: Map<string, PublicKeyOwner>;
  let queried: string[];
  let cache: ApiKeyCache;

  beforeEach(() => {
    clock = new SetClock();
    owners = new Map([
      ['a', AMINA],
      ['b', BARAKA],
    ]);
    queried = [];
    cache = new ApiKeyCache((key) => {
      queried.push(key);
      return Promise.resolve(owners.get(key) ?? null);
    }, clock);
    cache.enable();
  });

  it('queries the database once for each key', async () => {
    expect(await cache.find('a')).toMatchObject({ userId: 1, username: 'amina' });
    expect(await cache.find('b')).toMatchObject({ userId: 2 });
    expect(await cache.find('a')).toMatchObject({ userId: 1, username: 'amina', isActive: true });
    expect(queried).toEqual(['a', 'b']);
  });

  it('queries again after a change', async () => {
    await cache.find('a');
    owners.delete('a');
    cache.clear();
    expect(await cache.find('a')).toBeNull();
  });

  it('caches nothing before it is enabled, nor after it is disabled', async () => {
    cache.disable();
    await cache.find('a');
    await cache.find('a');
    expect(queried).toEqual(['a', 'a']);
    cache.enable();
    await cache.find('a');
    await cache.find('a');
    expect(queried).toHaveLength(3);
    cache.disable();
    await cache.find('a');
    expect(queried).toHaveLength(4);
  });

  it('is empty when it is enabled again', async () => {
    await cache.find('a');
    cache.disable();
    cache.enable();
    await cache.find('a');
    expect(queried).toHaveLength(2);
  });

  it.each<[string, (key: string) => void]>([
    ['it is unknown', (key) => owners.delete(key)],
    ['it is in its grace period', (key) => owners.set(key, { ...AMINA, isRetiring: true })],
    ['its operator is disabled', (key) => owners.set(key, { ...AMINA, isActive: false })],
  ])('queries a key each time while %s', async (_, arrange) => {
    arrange('a');
    await cache.find('a');
    await cache.find('a');
    expect(queried).toHaveLength(2);
    owners.set('a', AMINA);
    expect(await cache.find('a')).toMatchObject({ isActive: true });
  });

  it('queries again when an entry is older than the limit, and not before', async () => {
    await cache.find('a');
    clock.ms += API_KEY_CACHE_TTL_MS - 1;
    await cache.find('a');
    expect(queried).toHaveLength(1);
    clock.ms += 1;
    await cache.find('a');
    expect(queried).toHaveLength(2);
    clock.ms += API_KEY_CACHE_TTL_MS - 1;
    await cache.find('a');
    expect(queried).toHaveLength(2);
  });

  it('queries again when the clock is set back, so that no entry outlives the limit', async () => {
    await cache.find('a');
    clock.ms -= 1;
    await cache.find('a');
    expect(queried).toHaveLength(2);
  });

  it('evicts the oldest entry when it is full', async () => {
    const many = Array.from({ length: API_KEY_CACHE_SIZE }, (_, index) => `key-${index}`);
    for (const key of many) owners.set(key, AMINA);
    await cache.find('a');
    for (const key of many) await cache.find(key);
    queried.length = 0;
    for (const key of many) await cache.find(key);
    expect(queried).toEqual([]);
    await cache.find('a');
    expect(queried).toEqual(['a']);
  });

  it('passes on an error of the database, and does not cache it', async () => {
    const broken = new ApiKeyCache((key) => {
      queried.push(key);
      return queried.length === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(AMINA);
    }, clock);
    broken.enable();
    await expect(broken.find('a')).rejects.toThrow('gone');
    expect(await broken.find('a')).toMatchObject({ userId: 1 });
  });
});

describe('a query in flight', () => {
  const clock = new SetClock();
  let answers: ((holder: PublicKeyOwner | null) => void)[];
  let cache: ApiKeyCache;

  beforeEach(() => {
    answers = [];
    cache = new ApiKeyCache(() => new Promise((answer) => answers.push(answer)), clock);
    cache.enable();
  });

  it.each<[string, () => void]>([
    [
      'a key changed',
      () => {
        cache.clear();
      },
    ],
    [
      'the connection was lost',
      () => {
        cache.disable();
      },
    ],
    [
      'the connection was lost and established again',
      () => {
        cache.disable();
        cache.enable();
      },
    ],
  ])('is answered and not cached when %s meanwhile', async (_, change) => {
    const found = cache.find('a');
    change();
    answers[0]?.(AMINA);
    expect(await found).toMatchObject({ userId: 1 });

    const again = cache.find('a');
    expect(answers).toHaveLength(2);
    answers[1]?.(null);
    expect(await again).toBeNull();
  });

  it('makes an entry that is as old as the query', async () => {
    const found = cache.find('a');
    clock.ms += API_KEY_CACHE_TTL_MS;
    answers[0]?.(AMINA);
    await found;
    void cache.find('a');
    expect(answers).toHaveLength(2);
  });
});
