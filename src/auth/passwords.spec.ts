import { describe, expect, it } from '@jest/globals';
import { Secret } from '../common/crypto/secret.js';
import { hashPassword, passwordMatches } from './passwords.js';

const PASSWORD = new Secret('correct horse battery');

describe('the hash of a password', () => {
  it("is argon2id with at least OWASP's minimum of memory and passes", async () => {
    const hash = await hashPassword(PASSWORD);
    const [, , , parameters = ''] = hash.split('$');
    const { m, t } = Object.fromEntries(parameters.split(',').map((each) => each.split('=')));
    expect(hash).toMatch(/^\$argon2id\$v=19\$/);
    expect(Number(m)).toBeGreaterThanOrEqual(19_456);
    expect(Number(t)).toBeGreaterThanOrEqual(2);
  });

  it('is another one every time, and does not hold the password', async () => {
    const [one, two] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
    expect(one).not.toBe(two);
    expect(one).not.toContain(PASSWORD.reveal());
  });
});

describe('passwordMatches', () => {
  it('takes the right password', async () => {
    expect(await passwordMatches(PASSWORD, await hashPassword(PASSWORD))).toBe(true);
  });

  it.each([
    ['another one', 'incorrect horse battery'],
    ['one in another case', 'Correct horse battery'],
    ['one with a space behind it', 'correct horse battery '],
    ['the beginning of it', 'correct horse'],
  ])('refuses %s', async (_, given) => {
    expect(await passwordMatches(new Secret(given), await hashPassword(PASSWORD))).toBe(false);
  });

  it('refuses everything where there is no hash', async () => {
    expect(await passwordMatches(PASSWORD, undefined)).toBe(false);
    expect(await passwordMatches(new Secret('a password that nobody has'), undefined)).toBe(false);
  });

  it('does the same work for a name that is unknown as for a wrong password', async () => {
    const workFor = async (stored: string | undefined): Promise<string[]> => {
      const work: string[] = [];
      await passwordMatches(new Secret('wrong'), stored, [], (hash, password) => {
        const [, algorithm, version, parameters] = hash.split('$');
        work.push([algorithm, version, parameters, password].join(' '));
        return Promise.resolve(false);
      });
      return work;
    };
    const known = await workFor(await hashPassword(PASSWORD));
    expect(known).not.toEqual([]);
    expect(await workFor(undefined)).toEqual(known);
  });

  it('distinguishes long passwords up to the last character', async () => {
    const long = 'x'.repeat(127);
    const hash = await hashPassword(new Secret(`${long}a`));
    expect(await passwordMatches(new Secret(`${long}b`), hash)).toBe(false);
    expect(await passwordMatches(new Secret(`${long}a`), hash)).toBe(true);
  });
});
