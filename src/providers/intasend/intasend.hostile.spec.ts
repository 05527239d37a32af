import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reasonOf } from './intasend.errors.js';
import { readInvoice, readWebhook } from './intasend.mapper.js';

type Json = Record<string, unknown>;

const NUL = '\u0000';
const LONE_SURROGATE = '\uD800';
const DEPTH = 10_000;
const parsed = (text: string): Json => JSON.parse(text) as Json;

/** Field names of IntaSend, so that random objects resemble its own. */
const KEYS = [
  'invoice_id',
  'id',
  'state',
  'api_ref',
  'value',
  'currency',
  'updated_at',
  'mpesa_reference',
  'provider_ref',
  'failed_reason',
  'failed_code',
  'challenge',
  'chargeback_id',
  'file_id',
  'errors',
  'detail',
  '__proto__',
  'constructor',
  'toString',
];
const anyJson = fc
  .object({
    key: fc.oneof(fc.constantFrom(...KEYS), fc.string({ unit: 'binary' })),
    values: [
      fc.string({ unit: 'binary' }),
      fc.constantFrom('COMPLETE', 'FAILED', 'KES', NUL, LONE_SURROGATE),
      fc.double(),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
    ],
    maxDepth: 4,
  })
  .map((value) => parsed(JSON.stringify(value)));

/** Whether PostgreSQL's `jsonb` accepts it: no NUL, no lone surrogate, keys included. */
const isStorable = (value: unknown): boolean => {
  const text = JSON.stringify(value);
  return !text.includes(String.raw`\u0000`) && !/\\ud[89a-f]/i.test(text);
};

describe('any JSON at all', () => {
  it('is parsed as a webhook without throwing, and can be stored', () => {
    fc.assert(
      fc.property(anyJson, (body) => {
        const notice = readWebhook(body);
        expect(isStorable([notice.body, notice.invoiceId, notice.reference, notice.state])).toBe(
          true,
        );
        expect(notice.dedupeKey).toMatch(/^[0-9a-f]{64}$/);
        expect('challenge' in notice.body).toBe(false);
        expect(notice.kind === 'collection').toBe(notice.report !== null);
      }),
      { numRuns: 500 },
    );
  });

  it('is parsed as an invoice and as an error without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(anyJson, fc.jsonValue()), (value) => {
        const report = readInvoice(value);
        if (report) expect(report.invoiceId).not.toBe('');
        expect(reasonOf(value)).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a hostile webhook', () => {
  const collection = { invoice_id: 'A', state: 'COMPLETE' };

  it('loses characters that PostgreSQL cannot store, in values and in keys', () => {
    const { body, invoiceId } = readWebhook({
      ...collection,
      invoice_id: `A${NUL}B`,
      [`key${NUL}`]: LONE_SURROGATE,
    });
    expect(invoiceId).toBe('A\uFFFDB');
    expect(body).toEqual({
      invoice_id: 'A\uFFFDB',
      state: 'COMPLETE',
      'key\uFFFD': '\uFFFD',
    });
  });

  it('is truncated where it is nested too deep', () => {
    const deep = parsed(
      `{"invoice_id":"A","state":"PENDING","x":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`,
    );
    const { kind, body } = readWebhook(deep);
    expect(kind).toBe('collection');
    expect(JSON.stringify(body)).toContain('[nested too deep]');
    expect(JSON.stringify(body).length).toBeLessThan(200);
  });

  it('cannot contain numbers that are not finite', () => {
    const huge = parsed('{"invoice_id":1e400,"id":123456789012345678901234567890,"state":"X"}');
    expect(readWebhook(huge)).toMatchObject({ kind: 'other', invoiceId: null });
    expect(readInvoice(huge)).toBeNull();
  });

  it('cannot pollute a prototype', () => {
    const body = parsed(
      '{"invoice_id":"A","state":"PENDING","__proto__":{"chargeback_id":"Z","isPolluted":true}}',
    );
    const notice = readWebhook(body);
    expect(notice.kind).toBe('collection');
    expect(Object.getPrototypeOf(notice.body)).toBe(Object.prototype);
    expect(Object.hasOwn(notice.body, '__proto__')).toBe(true);
    expect('isPolluted' in {}).toBe(false);
  });

  it('cannot pass off an inherited key as its own', () => {
    expect(readWebhook(parsed('{"__proto__":{"invoice_id":"A","state":"COMPLETE"}}')).kind).toBe(
      'other',
    );
  });

  it.each([
    ['an id', { ...collection, invoice_id: 'X'.repeat(5_000) }, { kind: 'other' }],
    ['a state', { ...collection, state: 'X'.repeat(5_000) }, { kind: 'other', state: null }],
    ['a reference', { ...collection, api_ref: 'X'.repeat(5_000) }, { reference: null }],
  ])('ignores %s that is too long for the index', (_what, body, expected) => {
    expect(readWebhook(body)).toMatchObject(expected);
  });
});
