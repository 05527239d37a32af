import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { FAULTS } from '../faults/fault-table.js';
import { FAULT_PHONES, OUTCOME_PHONES, phoneTable } from '../outcome-phones.js';
import { findOutcome, OUTCOMES, outcomeOfPhone } from './outcome-table.js';
import { type Outcome } from './outcome.js';
import { timelineOf } from './timeline.js';

const ALL: readonly Outcome[] = OUTCOMES;

describe('the table of outcomes', () => {
  it('gives no name and no phone ending twice, faults included', () => {
    const names = OUTCOMES.map(({ name }) => name);
    const endings = [...OUTCOMES, ...FAULTS].map(({ phoneEnding }) => phoneEnding);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(endings).size).toBe(endings.length);
  });

  it('lists phones that IntaSend accepts and that lead to the outcome they stand for', () => {
    for (const { phone, name } of OUTCOME_PHONES) {
      expect(phone).toMatch(/^254[17]\d{8}$/);
      expect(outcomeOfPhone(phone)?.name).toBe(name);
    }
    expect(FAULT_PHONES).toHaveLength(FAULTS.length);
  });

  it('leaves ordinary phones alone', () => {
    expect(outcomeOfPhone('254712345678')).toBeUndefined();
  });

  it.each(ALL.filter(({ opening }) => opening !== 'all_early'))(
    'lets $name end between 15 and 60 seconds after it began, unless it never does',
    ({ steps }) => {
      const [first] = steps;
      if (first === undefined) return;
      expect(first.afterMs).toBeGreaterThanOrEqual(15_000);
      expect(first.afterMs).toBeLessThanOrEqual(60_000);
    },
  );

  it('is in the documentation, faults included', () => {
    const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    for (const { phone, name, what } of [...OUTCOME_PHONES, ...FAULT_PHONES]) {
      expect(text.replace(/ +/g, ' ')).toContain(`| \`${phone}\` | \`${name}\` | ${what} |`);
    }
  });

  it('prints one line a phone', () => {
    expect(phoneTable(OUTCOME_PHONES).split('\n')).toHaveLength(OUTCOMES.length);
    expect(phoneTable(OUTCOME_PHONES)).toContain('254700000103  wrong_pin ');
  });
});

describe('timelineOf', () => {
  const usual = { opening: null, endAfterMs: null };
  const outcome = (name: string): Outcome => findOutcome(name) ?? failWith(name);

  it('reports PENDING and PROCESSING within two seconds', () => {
    const [pending, processing] = timelineOf(outcome('success'), usual);
    expect(pending?.toldAtMs).toBeLessThan(2_000);
    expect(processing?.toldAtMs).toBeLessThan(2_000);
  });

  it('reports PENDING after PROCESSING when they are swapped, by the outcome or for everyone', () => {
    for (const moments of [
      timelineOf(outcome('swapped'), usual),
      timelineOf(outcome('success'), { ...usual, opening: 'swapped' }),
    ]) {
      const [pending, processing] = moments;
      expect(pending?.toldAtMs).toBeGreaterThan(processing?.toldAtMs ?? Infinity);
      expect(pending?.toldAtMs).toBeLessThan(2_000);
    }
  });

  it('moves the end to where it is wanted and keeps the distances behind it', () => {
    const moments = timelineOf(outcome('late_success'), { ...usual, endAfterMs: 5_000 });
    expect(moments.slice(2).map(({ atMs }) => atMs)).toEqual([5_000, 35_000]);
  });

  it('does not let PROCESSING come after an end that is moved close', () => {
    const moments = timelineOf(outcome('success'), { ...usual, endAfterMs: 10 });
    expect(moments.map(({ toldAtMs }) => toldAtMs)).toEqual([10, 10, 10]);
  });
});

function failWith(name: string): never {
  throw new Error(`no outcome ${name}`);
}
