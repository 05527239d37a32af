import { beforeEach, describe, expect, it } from '@jest/globals';
import { OutcomeRules } from './outcome-rules.js';
import { OUTCOMES } from './outcome-table.js';

describe('OutcomeRules', () => {
  const [success] = OUTCOMES;
  let rules: OutcomeRules;
  const choose = (phone = '254712345678', apiRef = 'order-1'): string =>
    rules.choose({ phone, apiRef }, success).name;

  beforeEach(() => {
    rules = new OutcomeRules();
  });

  it('fall back when nothing asks for another outcome', () => {
    expect(choose()).toBe('success');
  });

  it('obey the last digits of the phone', () => {
    expect(choose('254110000101')).toBe('cancelled');
  });

  it('obey a reference that names an outcome, before the phone', () => {
    expect(choose('254110000101', 'sim-wrong_pin-order-7')).toBe('wrong_pin');
    expect(choose('254712345678', 'sim-silent')).toBe('silent');
  });

  it('ignore a reference with an unknown outcome', () => {
    expect(choose('254712345678', 'sim-nonsense-1')).toBe('success');
  });

  it('apply a rule before everything else, as often as it says', () => {
    rules.add({ outcome: 'low_balance', times: 2 });
    expect([1, 2, 3].map(() => choose('254110000101', 'sim-wrong_pin-1'))).toEqual([
      'low_balance',
      'low_balance',
      'wrong_pin',
    ]);
  });

  it('use rules up in the order they were added', () => {
    rules.add({ outcome: 'cancelled' });
    rules.add({ outcome: 'expired' });
    expect([1, 2, 3].map(() => choose())).toEqual(['cancelled', 'expired', 'success']);
  });

  it('apply a rule only to what fits its phone and its reference', () => {
    rules.add({ outcome: 'cancelled', phone: '678', apiRef: 'order-', times: 'forever' });
    expect(choose('254712345678', 'order-9')).toBe('cancelled');
    expect(choose('254712345679', 'order-9')).toBe('success');
    expect(choose('254712345678', 'other-9')).toBe('success');
    expect(choose('254712345678', 'order-10')).toBe('cancelled');
  });

  it('can be removed', () => {
    rules.add({ outcome: 'cancelled', times: 'forever' });
    rules.clear();
    expect(choose()).toBe('success');
  });
});
