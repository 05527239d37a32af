import { describe, expect, it } from '@jest/globals';
import { commonPasswords } from './common-passwords.js';
import { MIN_PASSWORD_LENGTH } from './password-fault.js';

describe('the list of common passwords', () => {
  it.each(['password123', 'qwertyuiop', '1q2w3e4r5t', 'passwordpassword', 'administrator'])(
    'knows %p',
    async (password) => {
      expect((await commonPasswords()).has(password)).toBe(true);
    },
  );

  it('holds a thousand and more, all long enough to be chosen and in lower case', async () => {
    const passwords = [...(await commonPasswords())];
    expect(passwords.length).toBeGreaterThan(1000);
    expect(passwords.filter(({ length }) => length < MIN_PASSWORD_LENGTH)).toEqual([]);
    expect(passwords.filter((password) => password !== password.toLowerCase())).toEqual([]);
  });

  it('is read once', async () => {
    expect(await commonPasswords()).toBe(await commonPasswords());
  });
});
