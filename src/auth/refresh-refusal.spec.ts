import { describe, expect, it } from '@jest/globals';
import { browserRefresh, type FoundRefreshToken, refreshRefusal } from './refresh-refusal.js';

const alive: FoundRefreshToken = {
  id: '1',
  sessionId: '0199c5f0-0000-7000-8000-000000000001',
  userId: 1,
  isUsed: false,
  isJustUsed: false,
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

describe('the refresh token of a browser', () => {
  const justUsed = { ...alive, isUsed: true, isJustUsed: true };

  it('is replaced when it was not used', () => {
    expect(browserRefresh(alive)).toBe('rotate');
  });

  it('is answered again when it was just used', () => {
    expect(browserRefresh(justUsed)).toBe('repeat');
  });

  it('is reused when it was used long ago', () => {
    expect(browserRefresh({ ...alive, isUsed: true })).toBe('reused');
  });

  it.each([
    [{ isEnded: true }, 'ended'],
    [{ isExpired: true }, 'expired'],
    [{ isActive: false }, 'disabled'],
  ] as const)('is refused with %p as %s, also when it was just used', (change, refusal) => {
    expect(browserRefresh({ ...alive, ...change })).toBe(refusal);
    expect(browserRefresh({ ...justUsed, ...change })).toBe(refusal);
  });
});
