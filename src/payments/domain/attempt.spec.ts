import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attemptReference } from './attempt.js';

const numbers = fc.integer({ min: 1, max: 1_000_000 });

describe('attemptReference', () => {
  it('joins the payment and the number of the attempt', () => {
    expect(attemptReference('0198c5f2-7d4e-7b1a-9c3d-5e6f7a8b9c0d', 2)).toBe(
      '0198c5f2-7d4e-7b1a-9c3d-5e6f7a8b9c0d-2',
    );
  });

  it('is short and plain enough for every provider', () => {
    fc.assert(
      fc.property(fc.uuid(), numbers, (id, number) => {
        expect(attemptReference(id, number)).toMatch(/^[A-Za-z0-9_-]{1,48}$/);
      }),
    );
  });

  it('differs for every attempt of every payment', () => {
    const attempts = fc.tuple(fc.uuid(), numbers);
    fc.assert(
      fc.property(attempts, attempts, ([id, number], [otherId, otherNumber]) => {
        fc.pre(id !== otherId || number !== otherNumber);
        expect(attemptReference(id, number)).not.toBe(attemptReference(otherId, otherNumber));
      }),
    );
  });
});
