import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { outcomeOf, readInvoice, shortText } from './intasend.mapper.js';

type Json = Record<string, unknown>;

const fixture = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')) as Json;
const invoiceOf = (name: string): unknown => fixture(name)['invoice'] ?? fixture(name);

/** An invoice as recorded in 2025, still open. */
const anInvoice = (overrides: Json = {}): Json => ({
  invoice_id: 'KNDELM3',
  state: 'PENDING',
  currency: 'KES',
  value: 20,
  api_ref: 'order-1',
  updated_at: '2025-04-26T15:38:25.448094+03:00',
  ...overrides,
});

describe('readInvoice', () => {
  it.each([
    ['docs-2020-status', '1047', 'order-2020', 'paid', '50.00 KES', null],
    ['docs-2021-push', 'NR5XKGY', 'order-2021', 'open', '50.00 KES', null],
    ['record-2023-push', '04G2M53', 'order-2023', 'open', '1.00 KES', null],
    ['record-2025-status', 'KNDELM3', 'order-2025', 'paid', '20.00 KES', 'TDQ4MADE0P'],
    ['record-2025-failed-event', '0LV95J9', 'order-2025-2', 'failed', '20.00 KES', null],
    ['record-2025-nameless-event', 'QGZ7X1R', '', 'paid', '11.00 KES', null],
    ['record-2026-complete-event', 'WZ3K8TD', 'order-2026', 'paid', '50.00 KES', 'TGN7MADE2P'],
    ['record-2026-cross-border-status', 'Y23RMDE', 'order-2026-2', 'paid', '3013.00 UGX', null],
  ])('reads %s', (name, invoiceId, reference, outcome, amount, receipt) => {
    const report = readInvoice(invoiceOf(name));
    expect(report).toMatchObject({ invoiceId, reference, outcome, receipt });
    expect(`${String(report?.amount)} ${String(report?.amount?.currency)}`).toBe(amount);
  });

  it('returns a complete report of a failure', () => {
    expect(readInvoice(fixture('record-2025-failed-event'))).toEqual({
      invoiceId: '0LV95J9',
      reference: 'order-2025-2',
      outcome: 'failed',
      state: 'FAILED',
      amount: expect.objectContaining({ minor: 2_000, currency: 'KES' }),
      receipt: null,
      charges: null,
      failure: {
        message: 'The payment was cancelled on the phone.',
        reason: 'Request cancelled by user',
        code: '-1',
      },
      at: new Date('2025-04-26T13:00:38.318Z'),
    });
  });

  it('reads the amount that the customer paid, not what the merchant receives', () => {
    const report = readInvoice(anInvoice({ value: '50.00', net_amount: '48.50', charges: '1.50' }));
    expect(report?.amount?.minor).toBe(5_000);
  });

  it('reads the fee of a paid invoice and what remains, which need not add up', () => {
    const chargesOf = (fields: Json) =>
      readInvoice(anInvoice({ state: 'COMPLETE', ...fields }))?.charges;
    const told = chargesOf({ value: '11.00', charges: 0.33, net_amount: '10.66' });
    expect([told?.fee.minor, told?.net.minor]).toEqual([33, 1_066]);
    expect(chargesOf({ charges: 0, net_amount: '20.00' })?.fee.minor).toBe(0);
    for (const fields of [{ charges: undefined }, { net_amount: null }, { charges: '-1' }]) {
      expect(chargesOf({ charges: '0.60', net_amount: '19.40', ...fields })).toBeNull();
    }
  });

  it('reads no fee before an invoice is paid, where it is always 0', () => {
    expect(readInvoice(anInvoice({ state: 'PROCESSING', charges: '0.00' }))?.charges).toBeNull();
  });

  it.each([
    [20, 2_000],
    [20.5, 2_050],
    ['20', 2_000],
    ['20.00', 2_000],
    [0.1, 10],
  ])('reads a value of %j as %i cents', (value, minor) => {
    expect(readInvoice(anInvoice({ value }))?.amount?.minor).toBe(minor);
  });

  it.each([[undefined], [null], ['1,000.00'], ['-5'], [-5], [1e21], [['20']], [{}], [true]])(
    'guesses no amount from a value of %j',
    (value) => {
      expect(readInvoice(anInvoice({ value }))).toMatchObject({ amount: null });
    },
  );

  it.each([[undefined], [null], [''], ['KESH'], [404]])(
    'guesses no amount from a currency of %j',
    (currency) => {
      expect(readInvoice(anInvoice({ currency }))).toMatchObject({ amount: null });
    },
  );

  it('prefers mpesa_reference to provider_ref as the receipt', () => {
    const receiptOf = (fields: Json) => readInvoice(anInvoice(fields))?.receipt;
    expect(receiptOf({ mpesa_reference: 'OLD', provider_ref: 'NEW' })).toBe('OLD');
    expect(receiptOf({ mpesa_reference: null, provider_ref: 'NEW' })).toBe('NEW');
    expect(receiptOf({ mpesa_reference: '' })).toBeNull();
  });

  it('ignores provider_ref when the invoice has failed', () => {
    const receiptOf = (fields: Json) =>
      readInvoice(anInvoice({ state: 'FAILED', ...fields }))?.receipt;
    expect(receiptOf({ mpesa_reference: null, provider_ref: 'ws_CO_1' })).toBeNull();
    expect(receiptOf({ mpesa_reference: 'TDL1', provider_ref: 'ws_CO_1' })).toBe('TDL1');
  });

  it('prefers invoice_id to id', () => {
    expect(readInvoice(anInvoice({ id: 7 }))?.invoiceId).toBe('KNDELM3');
    expect(readInvoice(anInvoice({ id: 7, invoice_id: null }))?.invoiceId).toBe('7');
  });

  it.each([[undefined], [null], [''], [5.5], [{}]])('has no reference when it is %j', (api_ref) => {
    expect(readInvoice(anInvoice({ api_ref }))?.reference).toBe('');
  });

  it.each([
    ['microseconds and an offset', '2025-04-26T15:38:25.448094+03:00', '2025-04-26T12:38:25.448Z'],
    ['UTC', '2025-04-26T12:38:25Z', '2025-04-26T12:38:25.000Z'],
  ])('reads a time with %s', (_what, updated_at, expected) => {
    expect(readInvoice(anInvoice({ updated_at }))?.at?.toISOString()).toBe(expected);
  });

  it.each([[undefined], [null], [''], ['yesterday'], [1_745_671_105], [{}]])(
    'has no time when it is %j',
    (updated_at) => {
      expect(readInvoice(anInvoice({ updated_at }))).toMatchObject({ at: null });
    },
  );

  it.each([
    ['no object', 'KNDELM3'],
    ['null', null],
    ['a list', [anInvoice()]],
    ['without an id', anInvoice({ invoice_id: undefined })],
    ['with an empty id', anInvoice({ invoice_id: ' ' })],
    ['with an id that is none', anInvoice({ invoice_id: { a: 1 } })],
    ['without a state', anInvoice({ state: undefined })],
    ['with a state that is no word', anInvoice({ state: ['COMPLETE'] })],
    ['with an id too long to be one', anInvoice({ invoice_id: 'X'.repeat(129) })],
  ])('reads nothing from what is %s', (_what, value) => {
    expect(readInvoice(value)).toBeNull();
  });
});

describe('outcomeOf', () => {
  it.each([
    ['PENDING', 'open'],
    ['PROCESSING', 'open'],
    ['RETRY', 'open'],
    ['PARTIAL', 'part_paid'],
    [' partial ', 'part_paid'],
    ['CLEARING', 'open'],
    ['SUCCESS', 'open'],
    ['DECLINED', 'open'],
    ['INCOMPLETE', 'open'],
    ['NOT COMPLETE', 'open'],
    ['', 'open'],
    ['constructor', 'open'],
    ['COMPLETE', 'paid'],
    ['COMPLETED', 'paid'],
    ['complete', 'paid'],
    [' Complete ', 'paid'],
    ['FAILED', 'failed'],
    ['failed', 'failed'],
    ['CANCELED', 'failed'],
    ['CANCELLED', 'failed'],
  ])('takes %j for %s', (state, outcome) => {
    expect(outcomeOf(state)).toBe(outcome);
  });
});

describe('shortText', () => {
  it.each([
    ['text', 'text'],
    ['  text ', 'text'],
    [0, '0'],
    [1032, '1032'],
    [-1, '-1'],
    ['X'.repeat(128), 'X'.repeat(128)],
  ])('reads %j', (value, expected) => {
    expect(shortText(value)).toBe(expected);
  });

  it.each([[''], ['  '], [null], [undefined], [1.5], [2 ** 60], [Infinity], [true], [['a']], [{}]])(
    'reads nothing from %j',
    (value) => {
      expect(shortText(value)).toBeNull();
    },
  );

  it('reads nothing from text that is too long', () => {
    expect(shortText('X'.repeat(129))).toBeNull();
  });
});
