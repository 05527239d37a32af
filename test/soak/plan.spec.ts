import { describe, expect, it } from '@jest/globals';
import { readOptions, type SoakOptions, UsageError } from './options.js';
import { drawPlan, type Mishap } from './plan.js';

const SHOPS = 4;
const options = (...args: string[]): SoakOptions => {
  const read = readOptions(args);
  if (read === null) throw new Error('Only the usage was asked for');
  return read;
};
const planOf = (...args: string[]) => drawPlan(options(...args), SHOPS);
const BIG = ['--payments', '2000', '--faults', '200', '--kills', '20'];
const kindsOf = (mishaps: readonly Mishap[], kind: Mishap['kind']): Mishap[] =>
  mishaps.filter((mishap) => mishap.kind === kind);

describe('the options of a soak', () => {
  it('have defaults, and faults in proportion to the payments', () => {
    expect(options('--payments', '1000')).toEqual({
      payments: 1000,
      seed: '1',
      faults: 100,
      kills: 3,
      radiusKills: 2,
      databaseRestarts: 1,
      access: true,
      servers: 2,
      customers: 24,
      webhooks: true,
      reconciliation: true,
    });
  });

  it.each([
    [['--payments', 'many'], '--payments is a number'],
    [['--kills', '-1'], '--kills'],
    [['--earthquakes', '3'], 'earthquakes'],
    [['--no-webhooks', '--no-reconciliation'], 'nothing reports any payment'],
    [['--no-reconciliation', '--kills', '1'], '--kills 0'],
  ])('refuse %j and say why', (args, words) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(words);
  });

  it('ask for nothing but the usage with --help', () => {
    expect(readOptions(['--help'])).toBeNull();
  });
});

describe('the plan of a soak', () => {
  it('has customers who pay the till by hand, unless nothing tells of their money', () => {
    const ends = planOf('--payments', '80').tillPurchases.map(({ then }) => then);
    const each = ['assigned', 'claimed', 'matched', 'unmatched'];
    expect(ends.toSorted()).toEqual(each.flatMap((end) => [end, end]));
    expect(planOf('--no-webhooks').tillPurchases).toEqual([]);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(planOf(...BIG, '--seed', 'x')).toEqual(planOf(...BIG, '--seed', 'x'));
    expect(planOf(...BIG, '--seed', 'x')).not.toEqual(planOf(...BIG, '--seed', 'y'));
  });

  it('has as many customers, faults and kills as are wanted, in the order of their time', () => {
    const { purchases, mishaps } = planOf(...BIG);
    expect(purchases).toHaveLength(2_000);
    expect(kindsOf(mishaps, 'kill')).toHaveLength(20);
    expect(kindsOf(mishaps, 'radius_kill')).toHaveLength(2);
    expect(kindsOf(mishaps, 'database_restart')).toHaveLength(1);
    expect(mishaps).toHaveLength(223);
    const times = mishaps.map(({ atPurchase }) => atPurchase);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(2_000);
  });

  it('confuses no two customers: everybody has a device of their own', () => {
    const { purchases } = planOf(...BIG);
    expect(new Set(purchases.map(({ mac }) => mac)).size).toBe(2_000);
    expect(purchases.every(({ mac }) => /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/.test(mac))).toBe(true);
  });

  it('loses no webhook where webhooks alone settle payments, and has no webhook faults where there are none', () => {
    const { mishaps, purchases } = planOf(...BIG, '--kills', '0', '--no-reconciliation');
    expect(JSON.stringify(mishaps)).not.toContain('"lost"');
    expect(purchases.every(({ looks, phone }) => looks === 0 && !phone.endsWith('000133'))).toBe(
      true,
    );
    expect(kindsOf(planOf(...BIG, '--no-webhooks').mishaps, 'webhook_fault')).toEqual([]);
  });
});
