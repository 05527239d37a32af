import { describe, expect, it } from '@jest/globals';
import {
  ProviderNotSent,
  ProviderOutcomeUnknown,
  ProviderRefused,
  ProviderThrottled,
} from '../provider-errors.js';
import { type RawAnswer } from '../provider-http.js';
import { errorOfAnswer, reasonOf } from './intasend.errors.js';

const HTML = undefined;
const answer = (status: number, json: unknown = HTML, retryAfter?: string): RawAnswer => ({
  status,
  json,
  retryAfter,
});
const detail = { detail: 'Authentication credentials were not provided.' };
const shapeA = (errors: unknown) => ({ type: 'validation_error', errors });

describe('reasonOf', () => {
  it.each([
    [
      'a list of errors',
      shapeA([{ code: 'required', detail: 'This field is required.', attr: 'phone_number' }]),
      'phone_number: This field is required.',
    ],
    [
      'a list of errors about no field',
      shapeA([{ code: 'error', detail: 'Your business is not eligible', attr: null }]),
      'Your business is not eligible',
    ],
    [
      'the first of several errors',
      shapeA([
        { detail: 'First.', attr: null },
        { detail: 'Second.', attr: null },
      ]),
      'First.',
    ],
    ['a detail', detail, detail.detail],
    [
      'messages by field',
      { amount: ['Too small.', 'Too odd.'], currency: ['Unknown.'] },
      'amount: Too small.; currency: Unknown.',
    ],
    ['a bare message by field', { amount: 'Too small.' }, 'amount: Too small.'],
    ['errors that are no list, beside a detail', { errors: 'x', detail: 'Said so.' }, 'Said so.'],
    ['an error without detail, beside a detail', { errors: [{}], detail: 'So.' }, 'So.'],
  ])('finds it in %s', (_what, json, reason) => {
    expect(reasonOf(json)).toBe(reason);
  });

  it.each([
    ['HTML', undefined],
    ['null', null],
    ['text', 'nope'],
    ['a list', ['nope']],
    ['an empty object', {}],
    ['a type and nothing else', { type: 'validation_error', errors: [] }],
    ['an empty detail', { detail: '  ' }],
    ['a detail that is no text', { detail: { a: 1 } }],
    ['empty messages', { amount: [], currency: [''] }],
  ])('finds none in %s', (_what, json) => {
    expect(reasonOf(json)).toBeNull();
  });

  it('is truncated', () => {
    expect(reasonOf({ detail: 'x'.repeat(10_000) })).toHaveLength(300);
  });
});

describe('errorOfAnswer', () => {
  it.each([400, 402, 404, 405, 409, 410, 413, 415, 418, 422, 499])(
    'takes %i for a refusal of the request',
    (status) => {
      const error = errorOfAnswer(answer(status, detail));
      expect(error).toBeInstanceOf(ProviderRefused);
      expect(error).toMatchObject({ about: 'request', reason: detail.detail });
    },
  );

  it.each([401, 403])('maps %i in JSON to a refusal of the keys', (status) => {
    const error = errorOfAnswer(answer(status, detail));
    expect(error).toBeInstanceOf(ProviderRefused);
    expect(error).toMatchObject({ about: 'credentials', reason: detail.detail });
  });

  it('maps 401 in HTML to a refusal of the keys', () => {
    expect(errorOfAnswer(answer(401))).toMatchObject({
      name: 'ProviderRefused',
      about: 'credentials',
      reason: 'HTTP 401',
    });
  });

  it('maps 403 in HTML to not sent, because it comes from a firewall', () => {
    expect(errorOfAnswer(answer(403))).toBeInstanceOf(ProviderNotSent);
  });

  it.each([429, 503])('maps %i to not sent, in JSON and in HTML', (status) => {
    for (const body of [detail, HTML]) {
      expect(errorOfAnswer(answer(status, body))).toBeInstanceOf(ProviderNotSent);
    }
  });

  it.each([300, 301, 302, 303, 307, 308, 408, 500, 501, 502, 504, 520, 522, 524, 599])(
    'takes %i for unknown: the phone may be ringing',
    (status) => {
      for (const body of [detail, HTML]) {
        expect(errorOfAnswer(answer(status, body))).toBeInstanceOf(ProviderOutcomeUnknown);
      }
    },
  );

  it.each([400, 500])('names the status when the body of a %i gives no reason', (status) => {
    expect(errorOfAnswer(answer(status))).toMatchObject({ reason: `HTTP ${status}` });
  });

  it.each([
    ['30', 30_000],
    ['0', 0],
    ['999999', 999_999_000],
    [undefined, null],
    ['', null],
    ['1.5', null],
    ['-1', null],
    ['1000000', null],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  ])('reads a Retry-After of %j as %j ms', (header, expected) => {
    expect(errorOfAnswer(answer(429, detail, header))).toMatchObject({ retryAfterMs: expected });
  });

  it('reads a Retry-After date relative to the Date of the response', () => {
    const later = 'Wed, 21 Oct 2026 07:28:00 GMT';
    const at = (date: string): unknown => errorOfAnswer({ ...answer(503, detail, later), date });
    expect(at('Wed, 21 Oct 2026 07:27:30 GMT')).toMatchObject({ retryAfterMs: 30_000 });
    expect(at('Wed, 21 Oct 2026 07:28:30 GMT')).toMatchObject({ retryAfterMs: null });
  });

  it('distinguishes throttling from an outage', () => {
    expect(errorOfAnswer(answer(429, detail))).toBeInstanceOf(ProviderThrottled);
    expect(errorOfAnswer(answer(503, detail))).not.toBeInstanceOf(ProviderThrottled);
  });
});
