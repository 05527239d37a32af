import { describe, expect, it } from '@jest/globals';
import { failureOf } from './intasend.failures.js';

describe('failureOf', () => {
  it.each([
    ['-1', 'The payment was cancelled on the phone.'],
    ['1032', 'The payment was cancelled on the phone.'],
    ['1', 'There is not enough money in the M-Pesa account.'],
    ['2001', 'The M-Pesa PIN was wrong.'],
    ['1037', 'The phone did not answer. Check that it is on and has network.'],
    ['1019', 'The prompt was not answered in time.'],
    ['1001', 'Another M-Pesa request is open on this phone. Try again in a minute.'],
  ])('has our own message for code %s', (code, message) => {
    expect(failureOf('FAILED', 'whatever they write', code).message).toBe(message);
  });

  it.each(['0', '9999', 'constructor', 'toString', '__proto__'])(
    'takes the words of the provider for code %s',
    (code) => {
      expect(failureOf('FAILED', 'System busy', code)).toEqual({
        message: 'System busy',
        reason: 'System busy',
        code,
      });
    },
  );

  it.each(['CANCELED', 'CANCELLED', 'Canceled'])('has its own message for %s', (state) => {
    expect(failureOf(state, null, null).message).toBe('The payment was cancelled.');
  });

  it('reports that nothing was paid when there is no information', () => {
    expect(failureOf('FAILED', null, null)).toEqual({
      message: 'The payment was not completed.',
      reason: null,
      code: null,
    });
  });

  it('truncates a reason', () => {
    const failure = failureOf('FAILED', 'x'.repeat(5_000), null);
    expect(failure.reason).toHaveLength(300);
    expect(failure.message).toHaveLength(300);
  });
});
