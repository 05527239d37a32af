import { describe, expect, it } from '@jest/globals';
import { formatPhone } from './phone.js';

describe('a phone number', () => {
  it.each(['+254712345678', '254712345678', '0712345678', '0712 345-678'])(
    'is shown as people in Kenya say it: %s',
    (phone) => {
      expect(formatPhone(phone)).toBe('0712 345 678');
    },
  );

  it.each(['+255712345678', '12', ''])('of another kind stays as it is: %s', (phone) => {
    expect(formatPhone(phone)).toBe(phone);
  });
});
