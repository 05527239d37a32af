import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Secret } from '../common/crypto/secret.js';
import { DJANGO_FORMATS, djangoPasswordFault, parseDjangoPassword } from './django-password.js';
import { hashPassword, isOldHash, passwordMatches } from './passwords.js';

interface Accepted {
  readonly name: string;
  readonly password: string;
  readonly hash: string;
}
interface Refused {
  readonly name: string;
  readonly hash: string;
  readonly fault: string;
}

const { accepted, refused } = JSON.parse(
  readFileSync(new URL('fixtures/django-passwords.json', import.meta.url), 'utf8'),
) as { readonly accepted: readonly Accepted[]; readonly refused: readonly Refused[] };

/** Widely published test vectors of PBKDF2-HMAC-SHA256: password, salt, rounds, digest. */
const VECTORS = [
  ['password', 'salt', 1, '120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b'],
  ['password', 'salt', 2, 'ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43'],
  ['password', 'salt', 4096, 'c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a'],
] as const;

const stored = (salt: string, rounds: number, digest: string): string =>
  `pbkdf2_sha256$${rounds}$${salt}$${Buffer.from(digest, 'hex').toString('base64')}`;
const STORED = stored('salt', 4096, VECTORS[2][3]);

describe('an imported password', () => {
  it.each(VECTORS)(
    '%j with salt %j and %i rounds is known',
    async (password, salt, rounds, digest) => {
      const parsed = parseDjangoPassword(stored(salt, rounds, digest));
      expect(await parsed?.matches(new Secret(password))).toBe(true);
      expect(await parsed?.matches(new Secret(`${password}x`))).toBe(false);
    },
  );

  it.each(accepted)('is known as $name', async ({ password, hash }) => {
    const parsed = parseDjangoPassword(hash);
    expect(parsed?.format).toBe(hash.slice(0, hash.indexOf('$')));
    expect(djangoPasswordFault(hash)).toBeNull();
    expect(await passwordMatches(new Secret(password), hash)).toBe(true);
    expect(await passwordMatches(new Secret(`${password}x`), hash)).toBe(false);
    expect(isOldHash(hash)).toBe(true);
  });

  it('is known in every format that is named', () => {
    const formats = new Set(accepted.map(({ hash }) => hash.slice(0, hash.indexOf('$'))));
    expect([...formats].toSorted()).toEqual([...DJANGO_FORMATS].toSorted());
  });

  it.each(refused)('is not read from $name, and it is said why', async ({ hash, fault }) => {
    expect(parseDjangoPassword(hash)).toBeNull();
    expect(djangoPasswordFault(hash)).toBe(fault);
    const { password } = accepted[0] as Accepted;
    expect(await passwordMatches(new Secret(password), hash)).toBe(false);
  });

  it('is not read from a hash of ours', async () => {
    expect(parseDjangoPassword(await hashPassword(new Secret('password')))).toBeNull();
  });
});

describe('a login with either kind of hash', () => {
  const password = new Secret('password');
  const cheap = accepted.filter(({ name }) => name.includes('low cost') || name.includes('little'));

  it.each([
    ['no imported hashes', []],
    ['those of its own format', [STORED]],
    ['those of several formats', [stored('other', 1, VECTORS[0][3]), ...cheap.map((a) => a.hash)]],
    ['those of other formats', cheap.map(({ hash }) => hash)],
    ['one that cannot be read', ['pbkdf2_sha256$x']],
  ])('works beside %s', async (_, others) => {
    expect(await passwordMatches(password, STORED, others)).toBe(true);
    expect(await passwordMatches(new Secret('Password'), STORED, others)).toBe(false);
    expect(await passwordMatches(password, await hashPassword(password), others)).toBe(true);
    expect(await passwordMatches(new Secret('other'), await hashPassword(password), others)).toBe(
      false,
    );
    expect(await passwordMatches(password, undefined, others)).toBe(false);
  });

  it.each(cheap)('is not let in by the password of another operator: $name', async (other) => {
    const theirs = new Secret(other.password);
    expect(await passwordMatches(theirs, undefined, [other.hash])).toBe(false);
    expect(await passwordMatches(theirs, STORED, [other.hash])).toBe(false);
    expect(await passwordMatches(theirs, await hashPassword(password), [other.hash])).toBe(false);
  });

  it('knows which hashes are to be replaced', async () => {
    expect(isOldHash(STORED)).toBe(true);
    expect(isOldHash(await hashPassword(password))).toBe(false);
  });
});
