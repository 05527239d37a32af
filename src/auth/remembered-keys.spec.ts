import { beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../common/clock.js';
import { type KeyHolder } from './auth.repository.js';
import { LONGEST_MEMORY_MS, MOST_REMEMBERED, RememberedKeys } from './remembered-keys.js';

class SetClock extends Clock {
  ms = 1_000_000;

  override now(): Date {
    return new Date(this.ms);
  }
}

const AMINA: KeyHolder = { userId: 1, username: 'amina', isActive: true, isRetiring: false };
const BARAKA: KeyHolder = { ...AMINA, userId: 2, username: 'baraka' };

describe('the memory of public keys', () => {
  let clock: SetClock;
  let holders: Map<string, KeyHolder>;
  let asked: string[];
  let keys: RememberedKeys;

  beforeEach(() => {
    clock = new SetClock();
    holders = new Map([
      ['a', AMINA],
      ['b', BARAKA],
    ]);
    asked = [];
    keys = new RememberedKeys((key) => {
      asked.push(key);
      return Promise.resolve(holders.get(key) ?? null);
    }, clock);
    keys.begin();
  });

  it('asks once, each key for itself', async () => {
    expect(await keys.find('a')).toMatchObject({ userId: 1, username: 'amina' });
    expect(await keys.find('b')).toMatchObject({ userId: 2 });
    expect(await keys.find('a')).toMatchObject({ userId: 1, username: 'amina', isActive: true });
    expect(asked).toEqual(['a', 'b']);
  });

  it('asks again when something has changed', async () => {
    await keys.find('a');
    holders.delete('a');
    keys.forget();
    expect(await keys.find('a')).toBeNull();
  });

  it('remembers nothing before changes are announced, nor after', async () => {
    keys.end();
    await keys.find('a');
    await keys.find('a');
    expect(asked).toEqual(['a', 'a']);
    keys.begin();
    await keys.find('a');
    await keys.find('a');
    expect(asked).toHaveLength(3);
    keys.end();
    await keys.find('a');
    expect(asked).toHaveLength(4);
  });

  it('starts empty when changes are announced again', async () => {
    await keys.find('a');
    keys.end();
    keys.begin();
    await keys.find('a');
    expect(asked).toHaveLength(2);
  });

  it.each<[string, (key: string) => void]>([
    ['nobody has it yet', (key) => holders.delete(key)],
    ['it retires', (key) => holders.set(key, { ...AMINA, isRetiring: true })],
    ['its operator is disabled', (key) => holders.set(key, { ...AMINA, isActive: false })],
  ])('asks about a key each time while %s', async (_, arrange) => {
    arrange('a');
    await keys.find('a');
    await keys.find('a');
    expect(asked).toHaveLength(2);
    holders.set('a', AMINA);
    expect(await keys.find('a')).toMatchObject({ isActive: true });
  });

  it('asks again when the longest life is over, and not before', async () => {
    await keys.find('a');
    clock.ms += LONGEST_MEMORY_MS - 1;
    await keys.find('a');
    expect(asked).toHaveLength(1);
    clock.ms += 1;
    await keys.find('a');
    expect(asked).toHaveLength(2);
    clock.ms += LONGEST_MEMORY_MS - 1;
    await keys.find('a');
    expect(asked).toHaveLength(2);
  });

  it('asks again when the clock is set back, which would make entries live on', async () => {
    await keys.find('a');
    clock.ms -= 1;
    await keys.find('a');
    expect(asked).toHaveLength(2);
  });

  it('keeps so many and lets the oldest go', async () => {
    const many = Array.from({ length: MOST_REMEMBERED }, (_, index) => `key-${index}`);
    for (const key of many) holders.set(key, AMINA);
    await keys.find('a');
    for (const key of many) await keys.find(key);
    asked.length = 0;
    for (const key of many) await keys.find(key);
    expect(asked).toEqual([]);
    await keys.find('a');
    expect(asked).toEqual(['a']);
  });

  it('passes on that the database cannot be asked, and remembers nothing of it', async () => {
    const broken = new RememberedKeys((key) => {
      asked.push(key);
      return asked.length === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(AMINA);
    }, clock);
    broken.begin();
    await expect(broken.find('a')).rejects.toThrow('gone');
    expect(await broken.find('a')).toMatchObject({ userId: 1 });
  });
});

describe('an answer that was on its way', () => {
  const clock = new SetClock();
  let answers: ((holder: KeyHolder | null) => void)[];
  let keys: RememberedKeys;

  beforeEach(() => {
    answers = [];
    keys = new RememberedKeys(() => new Promise((answer) => answers.push(answer)), clock);
    keys.begin();
  });

  it.each<[string, () => void]>([
    [
      'something changed',
      () => {
        keys.forget();
      },
    ],
    [
      'the connection was lost',
      () => {
        keys.end();
      },
    ],
    [
      'the connection was lost and made again',
      () => {
        keys.end();
        keys.begin();
      },
    ],
  ])('is given and not remembered when %s meanwhile', async (_, happens) => {
    const found = keys.find('a');
    happens();
    answers[0]?.(AMINA);
    expect(await found).toMatchObject({ userId: 1 });

    const again = keys.find('a');
    expect(answers).toHaveLength(2);
    answers[1]?.(null);
    expect(await again).toBeNull();
  });

  it('is as old as its question', async () => {
    const found = keys.find('a');
    clock.ms += LONGEST_MEMORY_MS;
    answers[0]?.(AMINA);
    await found;
    void keys.find('a');
    expect(answers).toHaveLength(2);
  });
});
