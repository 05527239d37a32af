import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isJsonObject, storableJson, storableText } from './storable-json.js';

describe('storableText', () => {
  it.each([
    ['a\0b', 'a\ufffdb'],
    ['\ud800', '\ufffd'],
    ['a\udfffb', 'a\ufffdb'],
    ['M-Pesa 😀 ñ', 'M-Pesa 😀 ñ'],
  ])('makes %j into %j', (text, storable) => {
    expect(storableText(text)).toBe(storable);
  });
});

describe('storableJson', () => {
  it('leaves ordinary values as they are', () => {
    const event = { invoice_id: 'Y5JJV4V', value: 50.5, net: null, list: [1, true, { a: 'b' }] };
    expect(storableJson(event)).toEqual(event);
  });

  it('cleans keys as well as texts, at every level', () => {
    expect(storableJson({ 'a\0': [{ 'b\ud800': 'c\0' }] })).toEqual({
      'a\ufffd': [{ 'b\ufffd': 'c\ufffd' }],
    });
  });

  it('keeps a key named __proto__ as the data that it is', () => {
    const cleaned = storableJson(JSON.parse('{"__proto__":{"isAdmin":true}}'));
    expect(JSON.stringify(cleaned)).toBe('{"__proto__":{"isAdmin":true}}');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('cuts off what is nested too deep, however deep it is', () => {
    const value = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown;
    const text = JSON.stringify(storableJson(value));
    expect(text).toBe('['.repeat(16) + '"[nested too deep]"' + ']'.repeat(16));
  });

  it('gives nothing that PostgreSQL refuses, whatever it is given', () => {
    const anyText = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(fc.dictionary(anyText, fc.oneof(anyText, fc.array(anyText))), (value) => {
        const text = JSON.stringify(storableJson(value));
        expect(/\\u0000|\\ud[89a-f]/i.exec(text)).toBeNull();
      }),
    );
  });
});

describe('isJsonObject', () => {
  it.each([[{}], [{ a: 1 }], [JSON.parse('{"__proto__":1}')]])('takes %j', (value) => {
    expect(isJsonObject(value)).toBe(true);
  });

  it.each([[[]], [null], ['text'], [5], [true], [undefined]])('does not take %j', (value) => {
    expect(isJsonObject(value)).toBe(false);
  });
});
