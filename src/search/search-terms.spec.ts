import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type SearchTerms, searchTermsOf } from './search-terms.js';

const NOTHING: SearchTerms = {
  receipt: null,
  phone: null,
  mac: null,
  code: null,
  paymentIds: null,
  invoices: null,
};
const ID = '0198c0de-1234-7abc-8def-0123456789ab';
const MESSAGE =
  'TDL4X5Y6Z7 Confirmed. Ksh50.00 sent to LIPAFI for account 0712345678 on 1/3/26 at 9:00 AM.';

describe('what an operator searches for', () => {
  it.each(['0712345678', '+254712345678', '254 712 345 678', ' 712-345-678 ', '254712345678'])(
    'is a phone number alone when it is %j',
    (text) => {
      expect(searchTermsOf(text)).toEqual({ ...NOTHING, phone: '+254712345678' });
    },
  );

  it.each(['aa:bb:cc:dd:ee:0f', 'AA-BB-CC-DD-EE-0F', 'aabb.ccdd.ee0f'])(
    'is a MAC address when it is %j',
    (text) => {
      expect(searchTermsOf(text)).toMatchObject({ mac: 'AA:BB:CC:DD:EE:0F', phone: null });
    },
  );

  it('may be a MAC address, the beginning of an id or a receipt when it is twelve hex digits', () => {
    expect(searchTermsOf('aabbccddee0f')).toEqual({
      ...NOTHING,
      mac: 'AA:BB:CC:DD:EE:0F',
      receipt: 'AABBCCDDEE0F',
      paymentIds: {
        lowest: 'aabbccdd-ee0f-0000-0000-000000000000',
        highest: 'aabbccdd-ee0f-ffff-ffff-ffffffffffff',
      },
    });
  });

  it.each(['K7MP2XQR', 'k7mp-2xqr', ' k7mp 2xqr '])('is an access code when it is %j', (text) => {
    expect(searchTermsOf(text)).toMatchObject({ code: 'K7MP2XQR', phone: null, paymentIds: null });
  });

  it.each(['TDL4X5Y6Z7', 'tdl4x5y6z7', ' TDL4X5Y6Z7\n', MESSAGE, `Here: ${MESSAGE}`])(
    'is a receipt when it is %j',
    (text) => {
      expect(searchTermsOf(text)).toMatchObject({ receipt: 'TDL4X5Y6Z7', phone: null });
    },
  );

  it('is an invoice in any case when it is the id of one', () => {
    expect(searchTermsOf('y5jjV4v').invoices).toEqual(['y5jjV4v', 'Y5JJV4V', 'y5jjv4v']);
    expect(searchTermsOf(ID).invoices).toEqual([ID, ID.toUpperCase()]);
  });

  it.each([ID, ID.toUpperCase(), ID.replaceAll('-', '')])(
    'is the id of a payment when it is %j',
    (text) => {
      expect(searchTermsOf(text).paymentIds).toEqual({ lowest: ID, highest: ID });
    },
  );

  it('is the beginning of an id from eight digits on', () => {
    expect(searchTermsOf('0198c0d').paymentIds).toBeNull();
    expect(searchTermsOf('0198c0de').paymentIds).toEqual({
      lowest: '0198c0de-0000-0000-0000-000000000000',
      highest: '0198c0de-ffff-ffff-ffff-ffffffffffff',
    });
  });

  it.each([
    '',
    '  ',
    'Mama Njeri',
    '7',
    '+',
    '....',
    '071',
    "' OR 1=1 --",
    '\u0000',
    'é'.repeat(9),
  ])('is nothing when it is %j', (text) => {
    expect(searchTermsOf(text)).toEqual(NOTHING);
  });

  it('is read without an error, whatever it is, in forms that the rows have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        const { receipt, phone, mac, code } = searchTermsOf(text);
        expect(receipt ?? 'ABC123').toMatch(/^[A-Z0-9]{6,20}$/);
        expect(phone ?? '+254712345678').toMatch(/^\+\d{9,15}$/);
        expect(mac ?? 'AA:BB:CC:DD:EE:FF').toMatch(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/);
        expect(code ?? 'K7MP2XQR').toMatch(/^[2-9A-HJKMNP-Z]{8}$/);
      }),
    );
  });
});
