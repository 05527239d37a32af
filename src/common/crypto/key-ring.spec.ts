import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Clock } from '../clock.js';
import { FernetKey, seal } from './fernet.js';
import { KeyRing, KeyRingError, SealBrokenError } from './key-ring.js';
import { Secret } from './secret.js';

const OLD = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';
const NEW = 'MDEyMzQ1Njc4OWFiY2RlZnNpZ25pbmctYW5kLWNpcGg=';
const now = new Date('2026-01-02T03:04:05.678Z');

class FrozenClock extends Clock {
  override now(): Date {
    return now;
  }
}

const ring = (...keys: string[]): KeyRing =>
  KeyRing.parse(new Secret(keys.join(',')), new FrozenClock());

describe('KeyRing', () => {
  it('opens what it sealed, any unicode text', () => {
    const keys = ring(NEW, OLD);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(keys.open(keys.seal(new Secret(text))).reveal()).toBe(text);
      }),
    );
  });

  it('keeps a byte order mark, which is part of the secret', () => {
    const keys = ring(NEW);
    expect(keys.open(keys.seal(new Secret('\ufeffkey'))).reveal()).toBe('\ufeffkey');
  });

  it('refuses to seal half a surrogate pair instead of losing it', () => {
    expect(() => ring(NEW).seal(new Secret('key\ud83d'))).toThrow(TypeError);
  });

  it('seals with the first key', () => {
    const token = ring(NEW, OLD).seal(new Secret('key'));
    expect(ring(NEW).open(token).reveal()).toBe('key');
    expect(() => ring(OLD).open(token)).toThrow(SealBrokenError);
  });

  it('opens what any of its keys sealed', () => {
    const token = ring(OLD).seal(new Secret('key'));
    expect(ring(NEW, OLD).open(token).reveal()).toBe('key');
    expect(ring(KeyRing.generateKey(), NEW, OLD).open(token).reveal()).toBe('key');
  });

  it('dates what it seals by its clock', () => {
    const token = Buffer.from(ring(NEW).seal(new Secret('key')), 'base64url');
    expect(token.readBigUInt64BE(1)).toBe(BigInt(Date.parse('2026-01-02T03:04:05Z') / 1000));
  });

  it('takes the clock of the machine when it is given none', () => {
    const keys = KeyRing.parse(new Secret(NEW));
    expect(keys.open(keys.seal(new Secret('key'))).reveal()).toBe('key');
  });

  it('reports values that an older key has sealed', () => {
    const keys = ring(NEW, OLD);
    expect(keys.needsReseal(ring(OLD).seal(new Secret('key')))).toBe(true);
    expect(keys.needsReseal(keys.seal(new Secret('key')))).toBe(false);
  });

  it('opens nothing that was altered by one bit', () => {
    const keys = ring(NEW, OLD);
    const token = keys.seal(new Secret('a private key'));
    const bitOfText = fc.tuple(fc.nat({ max: token.length - 1 }), fc.nat({ max: 6 }));
    fc.assert(
      fc.property(bitOfText, ([index, bit]) => {
        const flipped = String.fromCharCode(token.charCodeAt(index) ^ (1 << bit));
        const altered = token.slice(0, index) + flipped + token.slice(index + 1);
        expect(() => keys.open(altered)).toThrow(SealBrokenError);
        expect(() => keys.needsReseal(altered)).toThrow(SealBrokenError);
      }),
      { numRuns: 500 },
    );
  });

  it('does not open what another ring sealed', () => {
    const token = ring(KeyRing.generateKey()).seal(new Secret('key'));
    expect(() => ring(NEW, OLD).open(token)).toThrow(SealBrokenError);
    expect(() => ring(NEW, OLD).needsReseal(token)).toThrow(SealBrokenError);
  });

  it('does not open bytes that are no text', () => {
    const token = seal(Buffer.from([0xff, 0xfe]), FernetKey.parse(NEW), { now });
    expect(() => ring(NEW).open(token)).toThrow(SealBrokenError);
  });

  it('prints nothing of its keys', () => {
    expect(inspect(ring(NEW, OLD), { showHidden: true, depth: 9 })).toBe('KeyRing {}');
    expect(JSON.stringify(ring(NEW, OLD))).toBe('{}');
  });
});

describe('KeyRing.parse', () => {
  it.each([NEW, `${NEW},${OLD}`, ` ${NEW} , ${OLD} `, `${NEW},\n${OLD},`])('reads %j', (text) => {
    expect(() => KeyRing.parse(new Secret(text))).not.toThrow();
  });

  it.each(['', ' ', ',', ' , '])('refuses %j, which has no key', (text) => {
    expect(() => KeyRing.parse(new Secret(text))).toThrow(
      new KeyRingError('There is no encryption key.'),
    );
  });

  it('says which key is wrong and shows none', () => {
    const broken = OLD.slice(0, -1);
    let thrown: unknown;
    try {
      ring(NEW, broken);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(KeyRingError);
    expect(inspect(thrown)).toContain('Encryption key 2 of 2');
    expect(inspect(thrown)).not.toContain(NEW);
    expect(inspect(thrown)).not.toContain(broken);
  });

  it('reads the keys that it makes', () => {
    expect(() => ring(KeyRing.generateKey(), KeyRing.generateKey())).not.toThrow();
  });
});
