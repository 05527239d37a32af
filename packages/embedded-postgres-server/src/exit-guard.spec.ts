import { afterEach, describe, expect, it } from '@jest/globals';
import { guardExit } from './exit-guard.js';

/** A program that handles the signal by itself. */
const handler = (): void => undefined;
afterEach(() => {
  process.off('SIGTERM', handler);
});

describe('the guard at the exit', () => {
  it.each(['on', 'once'] as const)('leaves a signal to a program that handles it (%s)', (how) => {
    let runs = 0;
    process[how]('SIGTERM', handler);
    const remove = guardExit(() => runs++);
    process.emit('SIGTERM', 'SIGTERM');
    remove();
    expect(runs).toBe(0);
  });

  it('leaves no listener when it is taken away', () => {
    const counts = (): number[] =>
      ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((event) => process.listenerCount(event));
    const before = counts();
    const remove = guardExit(() => undefined);
    expect(counts()).not.toEqual(before);
    remove();
    expect(counts()).toEqual(before);
  });
});
