import { describe, expect, it } from '@jest/globals';
import { Secret } from '../common/crypto/secret.js';
import { djangoPasswordMatches, parseDjangoPassword } from './django-password.js';
import { hashPassword, isOldHash, passwordMatches } from './passwords.js';

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
      expect(parsed).not.toBeNull();
      if (!parsed) return;
      expect(await djangoPasswordMatches(new Secret(password), parsed)).toBe(true);
      expect(await djangoPasswordMatches(new Secret(`${password}x`), parsed)).toBe(false);
    },
  );

  it.each([
    ['an unusable password', '!Yx8vK2'],
    ['nothing', ''],
    ['another algorithm', STORED.replace('pbkdf2_sha256', 'pbkdf2_sha1')],
    ['a digest of another length', `${STORED}AAAA`],
    ['no rounds', STORED.replace('4096', '0')],
    ['more rounds than anyone would wait for', STORED.replace('4096', '100000000')],
    ['a hash of ours', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA'],
  ])('is not read from %s', (_, text) => {
    expect(parseDjangoPassword(text)).toBeNull();
  });
});

describe('a login with either kind of hash', () => {
  const password = new Secret('password');

  it.each([null, 4096])('works beside imported hashes of %p rounds', async (rounds) => {
    expect(await passwordMatches(password, STORED, rounds)).toBe(true);
    expect(await passwordMatches(new Secret('Password'), STORED, rounds)).toBe(false);
    expect(await passwordMatches(password, await hashPassword(password), rounds)).toBe(true);
    expect(await passwordMatches(new Secret('other'), await hashPassword(password), rounds)).toBe(
      false,
    );
    expect(await passwordMatches(password, undefined, rounds)).toBe(false);
  });

  it.each(['', '!', '!Yx8vK2', 'bcrypt$$2b$12$abc'])(
    "is refused by the stored hash %j, which is nobody's",
    async (unusable) => {
      expect(await passwordMatches(password, unusable)).toBe(false);
    },
  );

  it('knows which hashes are to be replaced', async () => {
    expect(isOldHash(STORED)).toBe(true);
    expect(isOldHash(await hashPassword(password))).toBe(false);
  });
});
