import { describe, expect, it } from '@jest/globals';
import { parseReceipt } from './receipt.js';

describe('a receipt', () => {
  it.each([
    'TDL4X5Y6Z7',
    ' tdl4x5y6z7 ',
    'TDL4 X5Y6 Z7',
    'TDL4X5Y6Z7 Confirmed. Ksh50.00 sent to CAFE on 1/3/26 at 9:00 AM. New M-PESA balance is Ksh1.00',
    'Dear customer, your receipt is tdl4x5y6z7.',
  ])('is read from %j', (text) => {
    expect(parseReceipt(text)).toBe('TDL4X5Y6Z7');
  });

  it('may have no digit', () => {
    expect(parseReceipt('tdlabcdefg')).toBe('TDLABCDEFG');
    expect(parseReceipt('TDLABCDEFG Confirmed. Ksh50.00 sent to CAFE.')).toBe('TDLABCDEFG');
    expect(parseReceipt('Withdrawal of 0712345678: TDL4X5Y6Z7')).not.toBe('0712345678');
  });

  it('is compacted when it has another form', () => {
    expect(parseReceipt('ab-12')).toBe('AB12');
    expect(parseReceipt('x'.repeat(500))).toHaveLength(64);
  });
});
