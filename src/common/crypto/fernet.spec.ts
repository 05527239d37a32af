import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FernetError, FernetKey, FernetKeyError, open, seal } from './fernet.js';

interface Vector {
  readonly desc?: string;
  readonly token: string;
  readonly now: string;
  readonly secret: string;
}
interface GenerateVector extends Vector {
  readonly iv: readonly number[];
  readonly src: string;
}
interface VerifyVector extends Vector {
  readonly ttl_sec: number;
  readonly src: string;
}
interface InvalidVector extends Vector {
  readonly desc: string;
  readonly ttl_sec: number;
}
interface PythonFixture {
  readonly tokens: readonly {
    readonly key: string;
    readonly sealed_at: number;
    readonly text: string;
    readonly token: string;
  }[];
}

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/fernet/${name}`, import.meta.url), 'utf8'));
}

const generateVectors = fixture('generate.json') as readonly GenerateVector[];
const verifyVectors = fixture('verify.json') as readonly VerifyVector[];
const invalidVectors = fixture('invalid.json') as readonly InvalidVector[];
const python = fixture('python-cryptography.json') as PythonFixture;

const KEY_TEXT = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';
const key = FernetKey.parse(KEY_TEXT);
const now = new Date('2026-01-02T03:04:05.678Z');
const anyBytes = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));

/** Adds the padding, which Node's own `base64url` leaves out. */
const base64Url = (bytes: Buffer): string =>
  bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');

const after = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

describe('the published test vectors', () => {
  it.each(generateVectors)('are generated: $src', (vector) => {
    const options = { now: new Date(vector.now), iv: Buffer.from(vector.iv) };
    expect(seal(vector.src, FernetKey.parse(vector.secret), options)).toBe(vector.token);
  });

  it.each(verifyVectors)('open: $src', (vector) => {
    const limit = { now: new Date(vector.now), ttlSeconds: vector.ttl_sec };
    const plain = open(vector.token, FernetKey.parse(vector.secret), limit);
    expect(plain.toString()).toBe(vector.src);
  });

  it.each(invalidVectors)('are refused: $desc', (vector) => {
    const limit = { now: new Date(vector.now), ttlSeconds: vector.ttl_sec };
    expect(() => open(vector.token, FernetKey.parse(vector.secret), limit)).toThrow(FernetError);
  });
});

describe('tokens sealed by another implementation, Python cryptography', () => {
  it.each(python.tokens)('open: $text', ({ key: keyText, text, token }) => {
    expect(open(token, FernetKey.parse(keyText)).toString('utf8')).toBe(text);
  });

  it.each(python.tokens)('are what we seal at the same time with the same IV: $text', (made) => {
    const iv = Buffer.from(made.token, 'base64url').subarray(9, 25);
    const options = { now: new Date(made.sealed_at * 1000), iv };
    expect(seal(made.text, FernetKey.parse(made.key), options)).toBe(made.token);
  });
});

describe('seal and open', () => {
  it('give back any bytes', () => {
    fc.assert(fc.property(anyBytes, (plain) => open(seal(plain, key, { now }), key).equals(plain)));
  });

  it('never seal the same text twice alike', () => {
    expect(seal('hello', key, { now })).not.toBe(seal('hello', key, { now }));
  });

  it('refuse every token with one bit flipped', () => {
    const bytes = Buffer.from(seal('hello', key, { now }), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => open(base64Url(altered), key)).toThrow(FernetError);
    }
  });

  it('refuse every token with one character replaced', () => {
    const token = seal('hello', key, { now });
    const place = fc.nat({ max: token.length - 1 });
    fc.assert(
      fc.property(place, fc.string({ minLength: 1, maxLength: 1 }), (index, character) => {
        fc.pre(token[index] !== character);
        const altered = token.slice(0, index) + character + token.slice(index + 1);
        expect(() => open(altered, key)).toThrow(FernetError);
      }),
    );
  });

  it('refuse a token cut off anywhere', () => {
    const token = seal('hello', key, { now });
    for (let length = 0; length < token.length; length += 1) {
      expect(() => open(token.slice(0, length), key)).toThrow(FernetError);
    }
  });

  it.each<[string, (token: string) => string]>([
    ['the alphabet of plain base64', (token) => token.replaceAll('-', '+').replaceAll('_', '/')],
    ['its padding missing', (token) => token.replace(/=+$/, '')],
    ['padding too much', (token) => `${token}=`],
    ['a line break at the end', (token) => `${token}\n`],
    ['a space inside', (token) => `${token.slice(0, 20)} ${token.slice(20)}`],
    ['its unused last bits set', (token) => token.replace(/.==$/, 'B==')],
  ])('refuse a token with %s', (_what, respell) => {
    const token = generateVectors[0]?.token ?? '';
    expect(respell(token)).not.toBe(token);
    expect(() => open(token, key)).not.toThrow();
    expect(() => open(respell(token), key)).toThrow(FernetError);
  });

  it('refuse a token of another version, even one signed with the key', () => {
    const bytes = Buffer.from(seal('hello', key, { now }), 'base64url');
    bytes.writeUInt8(0x81);
    const mac = key.sign(bytes.subarray(0, -32));
    const token = Buffer.concat([bytes.subarray(0, -32), mac]);
    expect(() => open(base64Url(token), key)).toThrow(FernetError);
  });

  it('refuse a token whose ciphertext is no whole block, even one signed with the key', () => {
    for (const length of [0, 1, 15, 17]) {
      const header = Buffer.from(seal('hello', key, { now }), 'base64url').subarray(0, 25);
      const signed = Buffer.concat([header, Buffer.alloc(length)]);
      const token = Buffer.concat([signed, key.sign(signed)]);
      expect(() => open(base64Url(token), key)).toThrow(FernetError);
    }
  });

  it('refuse a token of another key', () => {
    const other = FernetKey.parse(FernetKey.generate());
    expect(() => open(seal('hello', other, { now }), key)).toThrow(FernetError);
  });

  it('throw nothing but FernetError for any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String({ minLength: 100 }),
      anyBytes.map((bytes) => Buffer.concat([Buffer.from([0x80]), bytes]).toString('base64url')),
    );
    fc.assert(
      fc.property(text, (token) => {
        expect(() => open(token, key)).toThrow(FernetError);
      }),
    );
  });
});

describe('the age limit', () => {
  const token = seal('hello', key, { now });

  it.each([
    ['at once', 0],
    ['on the last second', 60],
    ['sealed 60 seconds ahead of our clock', -60],
  ])('opens a token %s', (_when, seconds) => {
    expect(open(token, key, { ttlSeconds: 60, now: after(seconds) }).toString()).toBe('hello');
  });

  it.each([
    ['a second after the last', 61],
    ['sealed 61 seconds ahead of our clock', -61],
  ])('refuses a token %s', (_when, seconds) => {
    expect(() => open(token, key, { ttlSeconds: 60, now: after(seconds) })).toThrow(FernetError);
  });

  it('is not asked when none is given', () => {
    const ahead = seal('hello', key, { now: new Date('2999-01-01T00:00:00Z') });
    expect(open(ahead, key).toString()).toBe('hello');
  });
});

describe('FernetKey', () => {
  it('generates keys that parse and differ', () => {
    const keys = Array.from({ length: 50 }, () => FernetKey.generate());
    for (const text of keys) expect(() => FernetKey.parse(text)).not.toThrow();
    expect(new Set(keys).size).toBe(50);
  });

  it.each([
    ['nothing', ''],
    ['31 bytes', Buffer.alloc(31, 1).toString('base64url')],
    ['33 bytes', Buffer.alloc(33, 1).toString('base64url')],
    ['a key without its padding', KEY_TEXT.slice(0, -1)],
    ['a key in plain base64', KEY_TEXT.replaceAll('_', '/').replaceAll('-', '+')],
    ['a key with a line break', `${KEY_TEXT}\n`],
    ['hex', 'ab'.repeat(32)],
  ])('refuses %s and does not repeat it', (_what, text) => {
    let thrown: unknown;
    try {
      FernetKey.parse(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(FernetKeyError);
    if (text !== '') expect(inspect(thrown)).not.toContain(text);
  });

  it('prints nothing of itself', () => {
    const bytes = Buffer.from(KEY_TEXT, 'base64url');
    const printed = inspect(key, { showHidden: true, depth: 9 }) + JSON.stringify(key);
    expect(printed).toBe('FernetKey {}{}');
    expect(printed).not.toContain(bytes.toString('hex').slice(0, 4));
  });
});
