import { describe, expect, it } from '@jest/globals';
import { type FoundRefreshToken, refreshRefusal } from './refresh-refusal.js';

const alive: FoundRefreshToken = {
  id: '1',
  sessionId: '0199c5f0-0000-7000-8000-000000000001',
  userId: 1,
  isUsed: false,
  isExpired: false,
  isEnded: false,
  isActive: true,
};

describe('exchanging a refresh token', () => {
  it('is open to the living token of a living login', () => {
    expect(refreshRefusal(alive)).toBeNull();
  });

  it.each([
    [{ isUsed: true }, 'reused'],
    [{ isEnded: true }, 'ended'],
    [{ isExpired: true }, 'expired'],
    [{ isActive: false }, 'disabled'],
  ] as const)('is refused to a token with %p as %s', (change, refusal) => {
    expect(refreshRefusal({ ...alive, ...change })).toBe(refusal);
  });

  it('counts as reuse of a dead token whatever else is wrong with it', () => {
    const worst = { ...alive, isUsed: true, isExpired: true, isEnded: true, isActive: false };
    expect(refreshRefusal(worst)).toBe('reused');
  });
});
