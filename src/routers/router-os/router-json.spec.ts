import { describe, expect, it } from '@jest/globals';
import { parseRouterJson } from './router-json.js';

describe('JSON of a router', () => {
  it.each<[string, string]>([
    ['{"a":"x\x01y"}', 'x\x01y'],
    ['{"a":"x\\\x01"}', 'x\\\x01'],
    ['{"a":"x\\\n"}', 'x\\\n'],
    ['{"a":"\x01\\\\\x02"}', '\x01\\\x02'],
    ['{"a":"\x01\\"\x02"}', '\x01"\x02'],
    ['{\n"a":\t"\x01\\n"}', '\x01\n'],
  ])('is read with raw control characters in a text: %j', (text, value) => {
    expect(parseRouterJson(text)).toEqual({ a: value });
  });

  it.each(['{"a":"x', '{"a":"x\x01\\', '{"a":\x01"x"}', '\x01'])(
    'is refused when it is not valid otherwise: %j',
    (text) => {
      expect(() => parseRouterJson(text)).toThrow(SyntaxError);
    },
  );
});
