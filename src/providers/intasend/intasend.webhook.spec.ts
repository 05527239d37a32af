import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { Secret } from '../../common/crypto/secret.js';
import { hasChallenge, readWebhook } from './intasend.mapper.js';

type Json = Record<string, unknown>;

const CHALLENGE = 'a-made-up-challenge';
const event = (name: string, overrides: Json = {}): Json => ({
  ...(JSON.parse(
    readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'),
  ) as Json),
  ...overrides,
});
const paid = (overrides: Json = {}): Json => event('record-2026-complete-event', overrides);
const withoutChallenge = (body: Json): Json =>
  Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'challenge'));
const keyOf = (body: Json): string => readWebhook(body).dedupeKey;

describe('readWebhook', () => {
  it('reads a collection event', () => {
    const notice = readWebhook(paid());
    expect(notice).toMatchObject({
      kind: 'collection',
      invoiceId: 'WZ3K8TD',
      reference: 'order-2026',
      state: 'COMPLETE',
      report: { invoiceId: 'WZ3K8TD', outcome: 'paid', receipt: 'TGN7MADE2P' },
    });
    expect(notice.body).toEqual(withoutChallenge(paid()));
    expect(hasChallenge(paid(), new Secret(CHALLENGE))).toBe(true);
  });

  it('has no reference when the event has none', () => {
    expect(readWebhook(event('record-2025-nameless-event'))).toMatchObject({
      kind: 'collection',
      reference: null,
      report: { reference: '' },
    });
  });

  it.each([
    ['docs-chargeback-event', 'chargeback'],
    ['docs-payout-event', 'payout'],
  ])('recognises %s by its keys', (name, kind) => {
    expect(readWebhook(event(name))).toMatchObject({
      kind,
      invoiceId: null,
      reference: null,
      report: null,
      body: expect.not.objectContaining({ challenge: CHALLENGE }),
    });
  });

  it.each([
    ['an empty object', {}, 'other'],
    ['an invoice without a state', { invoice_id: 'A' }, 'other'],
    ['a state without an invoice', { state: 'COMPLETE' }, 'other'],
    ['an envelope that IntaSend never sends', { event: 'collection', data: paid() }, 'other'],
    ['an invoice inside of an object', { invoice: paid() }, 'other'],
    ['a list of payouts', { transactions: [] }, 'payout'],
    ['a chargeback that names an invoice', paid({ chargeback_id: 'Z' }), 'chargeback'],
    ['a payout that names an invoice', paid({ file_id: 'Z' }), 'collection'],
    ['a payout that is only tracked', { tracking_id: 'T', status: 'Completed' }, 'other'],
  ])('takes %s for %s', (_what, body, kind) => {
    expect(readWebhook(body).kind).toBe(kind);
  });

  it('keeps unknown keys', () => {
    expect(readWebhook(paid({ novelty: { deep: [1] } })).body['novelty']).toEqual({ deep: [1] });
  });

  it('deduplicates deliveries by invoice, state and time, whatever else differs', () => {
    expect(keyOf(paid({ charges: '9.99', novelty: 1 }))).toBe(keyOf(paid()));
    expect(keyOf(withoutChallenge(paid()))).toBe(keyOf(paid()));
  });

  it.each([
    ['invoice', { invoice_id: 'OTHER' }],
    ['state', { state: 'FAILED' }],
    ['time', { updated_at: '2026-07-23T08:15:31.300401+03:00' }],
  ])('treats another %s as another event', (_what, overrides) => {
    expect(keyOf(paid(overrides))).not.toBe(keyOf(paid()));
  });

  it('keeps the parts of the dedupe key apart', () => {
    expect(keyOf(paid({ invoice_id: 'A', state: 'B,C' }))).not.toBe(
      keyOf(paid({ invoice_id: 'A,B', state: 'C' })),
    );
    expect(keyOf(paid({ invoice_id: 'A","B', state: 'C' }))).not.toBe(
      keyOf(paid({ invoice_id: 'A', state: 'B","C' })),
    );
  });

  it('deduplicates other kinds of events by their whole content', () => {
    const payout = event('docs-payout-event');
    expect(keyOf({ ...payout, status: 'Failed' })).not.toBe(keyOf(payout));
    expect(keyOf({ ...payout, challenge: 'another' })).toBe(keyOf(payout));
  });
});

describe('the challenge of a webhook', () => {
  it.each([[''], [null], [undefined], [7], [[CHALLENGE]], [{ value: CHALLENGE }]])(
    'is none when it is %j, and is not kept',
    (challenge) => {
      const body = paid({ challenge });
      expect(hasChallenge(body, new Secret(CHALLENGE))).toBe(false);
      expect('challenge' in readWebhook(body).body).toBe(false);
    },
  );

  it('is not shown when the notice is printed', () => {
    const notice = readWebhook(paid());
    expect(JSON.stringify(notice) + inspect(notice, { depth: 9 })).not.toContain(CHALLENGE);
  });

  it.each([
    ['the right challenge', 'open sesame', 'open sesame', true],
    ['another challenge', 'open sesame', 'open barley', false],
    ['the challenge in another case', 'open sesame', 'Open Sesame', false],
    ['the beginning of the challenge', 'open sesame', 'open', false],
    ['the challenge and more', 'open sesame', 'open sesame ', false],
    ['a challenge that differs in a lone surrogate', 'a\uD800', 'a\uD801', false],
    ['a challenge of letters beyond ASCII', 'säsäm öffne dich', 'säsäm öffne dich', true],
    ['the same letters composed otherwise', 's\u00e9same', 'se\u0301same', false],
  ])('authenticates a sender who brings it, and no other: %s', (_what, expected, brought, is) => {
    expect(hasChallenge(paid({ challenge: brought }), new Secret(expected))).toBe(is);
  });

  it('is compared unchanged, spaces included', () => {
    expect(hasChallenge(paid({ challenge: ' a b ' }), new Secret(' a b '))).toBe(true);
    expect(hasChallenge(paid({ challenge: ' a b ' }), new Secret('a b'))).toBe(false);
  });
});
