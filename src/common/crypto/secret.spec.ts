import { format, inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from './secret.js';

const HIDDEN = 'ISSecretKey-0123456789';

describe('Secret', () => {
  const secret = new Secret(HIDDEN);

  it('reveals its value when asked', () => {
    expect(secret.reveal()).toBe(HIDDEN);
  });

  it.each<[string, (secret: Secret) => string]>([
    ['String()', (value) => String(value)],
    ['toString()', (value) => value.toString()],
    ['a template', (value) => `key: ${value as unknown as string}`],
    ['concatenation', (value) => 'key: ' + (value as unknown as string)],
    ['join', (value) => [value].join()],
    ['JSON', (value) => JSON.stringify({ key: value, list: [value] })],
    ['inspect', (value) => inspect(value)],
    ['inspect with hidden fields', (value) => inspect({ value }, { showHidden: true, depth: 9 })],
    ['format %s', (value) => format('%s', value)],
    ['format %o', (value) => format('%o', value)],
    ['format %O', (value) => format('%O', value)],
    ['format %j', (value) => format('%j', value)],
    ['an error message', (value) => new Error(value as unknown as string).message],
  ])('prints as [redacted] through %s', (_way, print) => {
    expect(print(secret)).toContain('[redacted]');
    expect(print(secret)).not.toContain(HIDDEN);
  });

  it('has no property that holds the value', () => {
    expect(Object.keys(secret)).toEqual([]);
    expect(Object.getOwnPropertyNames(secret)).toEqual([]);
    expect(Object.assign({}, secret)).toEqual({});
  });

  it('is no number', () => {
    expect(Number(new Secret('42'))).toBeNaN();
  });

  it('hints at its last characters', () => {
    expect(secret.hint()).toBe('6789');
  });

  it('keeps any text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => new Secret(text).reveal() === text),
    );
  });
});
