import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../common/clock.js';
import { ProviderNotSent, ProviderOutcomeUnknown, ProviderRefused } from './provider-errors.js';
import { retryNotSent } from './retry-not-sent.js';

const BUDGET_MS = 15_000;
const ENOUGH_FOR_ALL_DELAYS_MS = 10_000;

/** A clock that each call advances. */
class SteppedClock extends Clock {
  private ms = 0;

  override now(): Date {
    return new Date(this.ms);
  }

  advance(ms: number): void {
    this.ms += ms;
  }
}

describe('retryNotSent', () => {
  const notSent = new ProviderNotSent('no connection');
  let clock: SteppedClock;
  let timeouts: number[];

  beforeEach(() => {
    jest.useFakeTimers();
    clock = new SteppedClock();
    timeouts = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /**
   * The result of a call whose tries have these results, the last one repeatedly; each takes some
   * time.
   */
  async function endOf(
    ends: readonly unknown[],
    { budgetMs = BUDGET_MS, eachTakesMs = 0 } = {},
  ): Promise<unknown> {
    const call = (timeoutMs: number): Promise<string> => {
      timeouts.push(timeoutMs);
      clock.advance(eachTakesMs);
      const end = ends[Math.min(timeouts.length, ends.length) - 1];
      return end instanceof Error ? Promise.reject(end) : Promise.resolve(String(end));
    };
    const ended = retryNotSent(clock, budgetMs, call).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(ENOUGH_FOR_ALL_DELAYS_MS);
    return ended;
  }

  it('returns the value of a call that succeeds at once', async () => {
    expect(await endOf(['yes'])).toBe('yes');
    expect(timeouts).toEqual([BUDGET_MS]);
  });

  it('retries a call that was certainly not sent until it succeeds', async () => {
    expect(await endOf([notSent, notSent, 'yes'])).toBe('yes');
    expect(timeouts).toHaveLength(3);
  });

  it('gives up after three retries, with the last error', async () => {
    const last = new ProviderNotSent('still no connection');
    expect(await endOf([notSent, notSent, notSent, last])).toBe(last);
    expect(timeouts).toHaveLength(4);
  });

  it.each([
    ['a refusal', new ProviderRefused('no')],
    ['an unknown outcome: the phone may be ringing', new ProviderOutcomeUnknown('cut')],
    ['an error of our own', new TypeError('a bug')],
  ])('never repeats %s', async (_what, error) => {
    expect(await endOf([error, 'yes'])).toBe(error);
    expect(timeouts).toHaveLength(1);
  });

  it('throws an unknown outcome of a retry', async () => {
    const unknown = new ProviderOutcomeUnknown('cut');
    expect(await endOf([notSent, unknown, 'yes'])).toBe(unknown);
    expect(timeouts).toHaveLength(2);
  });

  it('passes the remaining time to each try', async () => {
    await endOf([notSent, notSent, 'yes'], { eachTakesMs: 4_000 });
    expect(timeouts).toEqual([15_000, 11_000, 7_000]);
  });

  it('does not start a retry without time left', async () => {
    expect(await endOf([notSent], { eachTakesMs: 12_501 })).toBe(notSent);
    expect(timeouts).toHaveLength(1);
  });

  it('tries once even with hardly any time', async () => {
    expect(await endOf(['yes'], { budgetMs: 1 })).toBe('yes');
    expect(timeouts).toEqual([500]);
  });

  it('does not retry before the Retry-After of the provider', async () => {
    const throttled = new ProviderNotSent('Request was throttled.', 5_000);
    expect(await endOf([throttled, 'yes'])).toBe(throttled);
    expect(timeouts).toHaveLength(1);
  });

  it('retries when the Retry-After is zero', async () => {
    expect(await endOf([new ProviderNotSent('busy', 0), 'yes'])).toBe('yes');
  });

  it('waits before a retry', async () => {
    const call = (): Promise<string> => {
      timeouts.push(0);
      return Promise.reject(notSent);
    };
    const ended = retryNotSent(clock, BUDGET_MS, call).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(0);
    expect(timeouts).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(ENOUGH_FOR_ALL_DELAYS_MS);
    expect(await ended).toBe(notSent);
  });
});
