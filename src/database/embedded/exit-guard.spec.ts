import { afterEach, describe, expect, it } from '@jest/globals';
import { guardExit } from './exit-guard.js';

/** A program that shuts down by itself when it is told to. */
const handler = (): void => undefined;
afterEach(() => {
  process.off('SIGTERM', handler);
});

describe('the guard at the exit', () => {
  it('leaves a signal to the program that handles it', () => {
    let runs = 0;
    const remove = guardExit(() => runs++);
    process.on('SIGTERM', handler);
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
