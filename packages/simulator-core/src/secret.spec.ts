import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { Secret } from './secret.js';

describe('a secret', () => {
  const secret = new Secret('ISSecretKey_test_a');

  it('is given only to those who ask for it', () => {
    expect(secret.reveal()).toBe('ISSecretKey_test_a');
  });

  it('is printed nowhere', () => {
    for (const text of [String(secret), JSON.stringify({ secret }), inspect({ secret })]) {
      expect(text).toContain('[redacted]');
      expect(text).not.toContain('ISSecretKey');
    }
  });
});
