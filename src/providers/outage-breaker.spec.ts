import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type CircuitBreakerPolicy } from 'cockatiel';
import { createLogger } from '../common/logging/logger.js';
import { outageBreaker, throughBreaker } from './outage-breaker.js';
import {
  ProviderNotSent,
  ProviderOutcomeUnknown,
  ProviderRefused,
  ProviderThrottled,
} from './provider-errors.js';

const FAILURES_IN_A_ROW = 20;
const PAUSE_MS = 5_000;

const noConnection = new ProviderNotSent('no connection');
const noAnswer = new ProviderOutcomeUnknown('no answer');

describe('the circuit breaker of a provider host', () => {
  let breaker: CircuitBreakerPolicy;
  let calls: number;
  let lines: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    calls = 0;
    lines = [];
    const logger = createLogger(
      { level: 'info', pretty: false },
      { write: (line) => void lines.push(line) },
    );
    breaker = outageBreaker('pay.example.com', logger);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Makes a call with this result, and returns the result for the caller. */
  const call = (end: unknown = 'an answer'): Promise<unknown> =>
    throughBreaker(breaker, () => {
      calls += 1;
      return end instanceof Error ? Promise.reject(end) : Promise.resolve(end);
    }).catch((error: unknown) => error);

  async function fail(times: number, error: Error): Promise<void> {
    for (let time = 0; time < times; time += 1) expect(await call(error)).toBe(error);
  }

  const shortOf = { retryAfterMs: PAUSE_MS, reason: 'it has not been reachable for a while' };

  it.each([
    ['no connection', noConnection],
    ['no answer', noAnswer],
  ])(
    'opens after consecutive calls that end in %s, and sends nothing then',
    async (_what, error) => {
      await fail(FAILURES_IN_A_ROW, error);
      const refused = await call();
      expect(refused).toBeInstanceOf(ProviderNotSent);
      expect(refused).toMatchObject(shortOf);
      expect(calls).toBe(FAILURES_IN_A_ROW);
      expect(lines.join('')).toContain('unreachable');
    },
  );

  it('stays closed when any call succeeds in between', async () => {
    await fail(FAILURES_IN_A_ROW - 1, noAnswer);
    expect(await call()).toBe('an answer');
    await fail(FAILURES_IN_A_ROW - 1, noAnswer);
    expect(await call()).toBe('an answer');
  });

  it.each([
    ['refusals', new ProviderRefused('no')],
    ['throttling', new ProviderThrottled('slow down')],
    ['being told when to come back', new ProviderNotSent('busy', 1_000)],
    ['errors of our own', new TypeError('ours')],
  ])('does not take %s for an outage', async (_what, error) => {
    await fail(FAILURES_IN_A_ROW * 2, error);
    expect(await call()).toBe('an answer');
  });

  it('half-opens after a pause, and closes when the trial call succeeds', async () => {
    await fail(FAILURES_IN_A_ROW, noConnection);
    jest.advanceTimersByTime(PAUSE_MS);

    let answer: (text: string) => void = () => undefined;
    const trying = throughBreaker(breaker, () => {
      calls += 1;
      return new Promise<string>((resolve) => (answer = resolve));
    });
    const meanwhile = call();
    answer('an answer');
    expect(await trying).toBe('an answer');
    await meanwhile;
    expect(await call()).toBe('an answer');
    expect(lines.join('')).toContain('reachable again');
  });

  it('opens again at once when the trial call fails', async () => {
    await fail(FAILURES_IN_A_ROW, noConnection);
    jest.advanceTimersByTime(PAUSE_MS);
    expect(await call(noAnswer)).toBe(noAnswer);
    expect(await call()).toMatchObject(shortOf);
    expect(calls).toBe(FAILURES_IN_A_ROW + 1);
  });
});
