import { describe, expect, it } from '@jest/globals';
import { namedBy } from './customer.js';

describe('a text that names a customer', () => {
  it.each([
    ['0712345678', 'phone'],
    ['0712 345 678', 'phone'],
    ['+254 712 345 678', 'phone'],
    ['254712345678', 'phone'],
    ['712345678', 'phone'],
    ['AA:BB:CC:00:11:22', 'mac'],
    ['aa-bb-cc-00-11-22', 'mac'],
    ['aabb.cc00.1122', 'mac'],
    ['aabbcc001122', 'mac'],
    ['K7MP2XQR', 'code'],
    ['k7mp-2xqr', 'code'],
    ['TDL4X5Y6Z7', 'mpesa_reference'],
    [' tdl4x5y6z7 ', 'mpesa_reference'],
    ['', null],
    ['Amina', null],
  ])('%j is %s', (text, expected) => {
    expect(namedBy(text)).toBe(expected);
  });
});
