import { beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../common/clock.js';
import { createLogger } from '../common/logging/logger.js';
import { type Database } from './database.js';
import { ReadDatabase } from './read-database.js';
import { type Replica } from './replica.js';
import { type Query } from './statement.js';

const LEFT_ALONE_MS = 5_000;
const POSITION = '0/16B3748';

class HeldClock extends Clock {
  private time = 0;

  override now(): Date {
    return new Date(this.time);
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

type Rows = readonly { from: string }[] | null;

describe('a read from a replica', () => {
  let clock: HeldClock;
  let lines: string[];
  /** The statements that the replica receives, and its answers. */
  let asked: string[];
  let replicaSays: () => Promise<Rows>;
  let primarySays: () => Promise<Rows>;
  let reads: ReadDatabase;

  beforeEach(() => {
    clock = new HeldClock();
    lines = [];
    asked = [];
    replicaSays = () => Promise.resolve([{ from: 'replica' }]);
    primarySays = () => Promise.resolve([{ from: 'primary' }]);
    const primary = {
      query: ({ name }: Query) =>
        name === undefined ? primarySays() : Promise.resolve([{ position: POSITION }]),
    };
    const replica = {
      query: (position: string) => {
        asked.push(position);
        return replicaSays();
      },
    };
    reads = new ReadDatabase(
      primary as unknown as Database,
      replica as unknown as Replica,
      clock,
      createLogger({ level: 'info', pretty: false }, { write: (line) => void lines.push(line) }),
    );
  });

  const read = async (): Promise<string | undefined> =>
    (await reads.query<{ from: string }>('SELECT'))[0]?.from;
  const isBehind = (): Promise<Rows> => Promise.resolve(null);
  const isAway = (): Promise<Rows> => Promise.reject(new Error('connection refused'));

  it('waits for the position of the primary', async () => {
    expect(await read()).toBe('replica');
    expect(asked).toEqual([POSITION]);
  });

  it.each([
    ['behind', isBehind],
    ['away', isAway],
  ])('comes from the primary when the replica is %s, and for a while after', async (_, says) => {
    replicaSays = says;
    expect(await read()).toBe('primary');
    clock.advance(LEFT_ALONE_MS - 1);
    expect(await read()).toBe('primary');
    expect(asked).toHaveLength(1);
    expect(lines).toHaveLength(1);
  });

  it('is tried by one of many readers after that time', async () => {
    replicaSays = isAway;
    await read();
    clock.advance(LEFT_ALONE_MS);
    await Promise.all(Array.from({ length: 20 }, read));
    expect(asked).toHaveLength(2);
    expect(lines).toHaveLength(1);
  });

  it('comes from the replica again once it answers', async () => {
    replicaSays = isBehind;
    await read();
    replicaSays = () => Promise.resolve([{ from: 'replica' }]);
    clock.advance(LEFT_ALONE_MS);
    expect([await read(), await read()]).toEqual(['replica', 'replica']);
    expect(lines.join('')).toContain('lists are read from the replica again');
    expect(reads.answered).toEqual({ replica: 2, primary: 1 });
  });

  it('does not blame the replica for a statement that fails at the primary as well', async () => {
    replicaSays = isAway;
    primarySays = isAway;
    await expect(read()).rejects.toThrow('connection refused');
    replicaSays = () => Promise.resolve([{ from: 'replica' }]);
    expect(await read()).toBe('replica');
    expect(lines).toEqual([]);
  });
});
