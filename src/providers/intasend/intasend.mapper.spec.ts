import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { errorOfAnswer } from './intasend.errors.js';
import { outcomeOf, readInvoice, readWebhook } from './intasend.mapper.js';

const INVOICE = {
  invoice_id: 'KNDELM3',
  state: 'COMPLETE',
  currency: 'KES',
  value: 20,
  api_ref: 'payment-1',
  mpesa_reference: 'TDL4XXXX',
  failed_reason: null,
  failed_code: null,
  updated_at: '2025-04-26T15:38:25.448094+03:00',
};

describe('reading an invoice of IntaSend', () => {
  it('reads money as number and as text, with or without its decimals', () => {
    for (const value of [20, 20.0, '20', '20.00']) {
      expect(readInvoice({ ...INVOICE, value })?.amount?.toString()).toBe('20.00');
    }
    expect(readInvoice({ ...INVOICE, value: 'twenty' })?.amount).toBeNull();
  });

  it('reads ids as text or integer, under either of their names', () => {
    const older = { ...INVOICE, invoice_id: undefined };
    expect(readInvoice({ ...older, id: 4711 })?.invoiceId).toBe('4711');
    expect(readInvoice({ ...older, id: 'ABC' })?.invoiceId).toBe('ABC');
    expect(readInvoice(older)).toBeNull();
  });

  it('finds the receipt under either of its names, and does without', () => {
    const bare = { ...INVOICE, mpesa_reference: undefined };
    expect(readInvoice({ ...bare, provider_ref: 'TDL5' })?.receipt).toBe('TDL5');
    expect(readInvoice({ ...INVOICE, mpesa_reference: null })?.receipt).toBeNull();
  });

  it('takes only explicit words for an end, and any other as not final', () => {
    expect(['COMPLETE', 'completed'].map(outcomeOf)).toEqual(['paid', 'paid']);
    expect(['FAILED', 'CANCELLED', 'CANCELED'].map(outcomeOf)).toEqual(Array(3).fill('failed'));
    const others = ['PENDING', 'PROCESSING', 'RETRY', 'PARTIAL', 'SUCCESS', 'DECLINED', ''];
    expect(new Set(others.map(outcomeOf))).toEqual(new Set(['open']));
  });

  it('tells the customer why, by code, in both spellings of a cancelled prompt', () => {
    for (const code of ['-1', '1032']) {
      const failed = readInvoice({ ...INVOICE, state: 'FAILED', failed_code: code });
      expect(failed?.failure?.message).toBe('The payment was cancelled on the phone.');
    }
    const unknown = { ...INVOICE, state: 'FAILED', failed_code: '77', failed_reason: 'Odd' };
    expect(readInvoice(unknown)?.failure).toEqual({ message: 'Odd', reason: 'Odd', code: '77' });
  });
});

describe('reading a webhook of IntaSend', () => {
  it('tells the kinds apart by their keys', () => {
    expect(readWebhook(INVOICE).kind).toBe('collection');
    expect(readWebhook({ chargeback_id: 'X', invoice_id: 'A', state: 'B' }).kind).toBe(
      'chargeback',
    );
    expect(readWebhook({ file_id: 'X', transactions: [] }).kind).toBe('payout');
    expect(readWebhook({}).kind).toBe('other');
  });

  it('knows a repeated delivery by invoice, state and time, whatever else differs', () => {
    const key = readWebhook(INVOICE).dedupeKey;
    expect(readWebhook({ ...INVOICE, charges: '1.00' }).dedupeKey).toBe(key);
    expect(readWebhook({ ...INVOICE, state: 'FAILED' }).dedupeKey).not.toBe(key);
    expect(readWebhook({ ...INVOICE, updated_at: 'later' }).dedupeKey).not.toBe(key);
  });

  it('takes the challenge out of what is kept', () => {
    const notice = readWebhook({ ...INVOICE, challenge: 'sesame' });
    expect(notice.challenge?.reveal()).toBe('sesame');
    expect(JSON.stringify(notice)).not.toContain('sesame');
  });

  it('throws on no JSON object at all, and gives a body that the database takes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
        expect(JSON.stringify(readWebhook(body).body)).not.toContain('\\u0000');
      }),
    );
  });
});

describe('what an answer of IntaSend means', () => {
  const answer = (status: number, json?: unknown) =>
    errorOfAnswer({ status, json, retryAfter: undefined });

  it('is a refusal with its reason, in each of the shapes seen', () => {
    const shapes = [
      { type: 'validation_error', errors: [{ detail: 'Too small', attr: 'amount' }] },
      { detail: 'amount: Too small' },
      { amount: ['Too small'] },
    ];
    for (const shape of shapes) {
      expect(answer(400, shape)).toMatchObject({
        name: 'ProviderRefused',
        reason: 'amount: Too small',
        about: 'request',
      });
    }
    expect(answer(400)).toMatchObject({ name: 'ProviderRefused', reason: 'HTTP 400' });
  });

  it('is about the keys for 401 and 403, but for a firewall that answers in HTML', () => {
    expect(answer(401, { detail: 'no' })).toMatchObject({ about: 'credentials' });
    expect(answer(403, { detail: 'no' })).toMatchObject({ about: 'credentials' });
    expect(answer(403)).toMatchObject({ name: 'ProviderNotSent' });
  });

  it('is surely not sent for 429 and 503, and unknown for every other 5xx', () => {
    expect([429, 503].map((status) => answer(status).name)).toEqual(
      Array(2).fill('ProviderNotSent'),
    );
    expect([500, 502, 504].map((status) => answer(status).name)).toEqual(
      Array(3).fill('ProviderOutcomeUnknown'),
    );
  });
});
