import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { Secret } from '../../common/crypto/secret.js';
import { parseKenyanMobile } from '../../common/phone/phone.js';
import { isSigned, readWebhook } from './kopokopo.webhook.js';

const PHONE = '+254712345678';
const API_KEY = new Secret('the API key of an application');

const resource = (changed: object = {}) => ({
  id: 'resource-1',
  reference: 'OJJ1MPU40Z',
  origination_time: '2020-10-19T09:24:54+03:00',
  sender_phone_number: PHONE,
  amount: '100.0',
  currency: 'KES',
  till_number: 'K123456',
  system: 'Lipa Na M-PESA',
  status: 'Received',
  sender_first_name: 'Jane',
  ...changed,
});
const result = (attributes: object = {}, data: object = {}) => ({
  data: {
    id: 'payment-1',
    type: 'incoming_payment',
    attributes: {
      initiation_time: '2020-10-19T09:24:48.622+03:00',
      status: 'Success',
      event: { type: 'Incoming Payment Request', resource: resource(), errors: null },
      metadata: { reference: 'order-1' },
      ...attributes,
    },
    ...data,
  },
});
const tillEvent = (topic: string, changed: object = {}) => ({
  topic,
  id: 'event-1',
  created_at: '2020-10-19T09:25:00+03:00',
  event: {
    type: 'Buygoods Transaction',
    resource: resource({ till_number: '123456', ...changed }),
  },
});
const RECEIVED = 'buygoods_transaction_received';
const failed = (errors: unknown) =>
  readWebhook(result({ status: 'Failed', event: { resource: null, errors } })).report;

describe('the result of a prompt', () => {
  it('is read as the report of a success', () => {
    const notice = readWebhook(result());
    expect(notice).toMatchObject({ kind: 'collection', invoiceId: 'payment-1', transaction: null });
    expect(notice.report).toMatchObject({
      reference: 'order-1',
      outcome: 'paid',
      receipt: 'OJJ1MPU40Z',
      failure: null,
      at: new Date('2020-10-19T06:24:54.000Z'),
    });
    expect(notice.report?.amount?.toString()).toBe('100.00');
  });

  it.each<[unknown, string | undefined]>([
    ['100.0', '100.00'],
    ['0.1', '0.10'],
    [115, '115.00'],
    ['1,000', undefined],
    ['NaN', undefined],
    [null, undefined],
  ])('has the exact amount of %p', (amount, read) => {
    const event = { resource: resource({ amount }), errors: null };
    expect(readWebhook(result({ event })).report?.amount?.toString()).toBe(read);
  });

  it.each(['Pending', 'Received', 'success', 'Reversed', 'Processed'])(
    'is not final with the status %s',
    (status) => {
      expect(readWebhook(result({ status })).report?.outcome).toBe('open');
    },
  );

  it('is not final while the money itself is not received', () => {
    const event = { resource: resource({ status: 'Reversed' }), errors: null };
    expect(readWebhook(result({ event })).report?.outcome).toBe('open');
  });

  it.each<[unknown, string, string | null]>([
    ['The initiator information is invalid.', 'The M-Pesa PIN was wrong.', null],
    ['Request cancelled by user', 'The payment was cancelled on the phone.', null],
    [
      'DS timeout user cannot be reached',
      'The phone did not answer. Check that it is on and has network.',
      null,
    ],
    [
      [{ code: '501', description: 'Insufficient funds' }],
      'There is not enough money in the M-Pesa account.',
      '501',
    ],
    [['Something new'], 'Something new', null],
    [null, 'The payment was not completed.', null],
    [{ a: 1 }, 'The payment was not completed.', null],
  ])('fails for a reason: %j', (errors, message, code) => {
    expect(failed(errors)).toMatchObject({ outcome: 'failed', failure: { message, code } });
  });

  it('is another event when it reports something else, and the same when it is sent again', () => {
    const { dedupeKey } = readWebhook(result());
    expect(readWebhook(result()).dedupeKey).toBe(dedupeKey);
    expect(readWebhook(result({ status: 'Failed' })).dedupeKey).not.toBe(dedupeKey);
    const forged = { resource: resource({ amount: '1.0' }), errors: null };
    expect(readWebhook(result({ event: forged })).dedupeKey).not.toBe(dedupeKey);
  });
});

describe('an event about a till', () => {
  it('is read as a transaction, with the digits of the till', () => {
    expect(readWebhook(tillEvent(RECEIVED))).toMatchObject({
      kind: 'till_transaction',
      report: null,
      invoiceId: null,
      reference: null,
      transaction: {
        type: 'received',
        id: 'resource-1',
        till: '123456',
        receipt: 'OJJ1MPU40Z',
        phone: parseKenyanMobile(PHONE),
        hashedPhone: null,
      },
    });
    const withK = readWebhook(tillEvent(RECEIVED, { till_number: 'K123456' }));
    expect(withK.transaction?.till).toBe('123456');
  });

  it('tells of a reversal with its own time', () => {
    const changed = { status: 'Reversed', reversal_time: '2020-10-20T09:00:00+03:00' };
    expect(
      readWebhook(tillEvent('buygoods_transaction_reversed', changed)).transaction,
    ).toMatchObject({
      type: 'reversed',
      id: 'resource-1',
      at: new Date('2020-10-20T06:00:00.000Z'),
    });
  });

  it('may hide the phone', () => {
    const changed = { sender_phone_number: undefined, hashed_sender_phone: 'ab'.repeat(32) };
    expect(readWebhook(tillEvent(RECEIVED, changed)).transaction).toMatchObject({
      phone: null,
      hashedPhone: 'ab'.repeat(32),
    });
  });

  it.each<[string, object]>([
    ['another topic', tillEvent('b2b_transaction_received')],
    ['no receipt', tillEvent(RECEIVED, { reference: null })],
    ['money that is not received yet', tillEvent(RECEIVED, { status: 'Pending' })],
    ['the form of Daraja', { TransID: 'X', TransAmount: '1', BusinessShortCode: '123456' }],
  ])('is kept and not applied with %s', (_what, body) => {
    expect(readWebhook(body as Record<string, unknown>)).toMatchObject({
      kind: 'other',
      transaction: null,
      report: null,
    });
  });
});

describe('any webhook', () => {
  const parts = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom('data', 'type', 'id', 'attributes', 'status', 'event', 'resource', 'topic'),
        tie('value'),
      ),
    ),
  }));

  it('is read without throwing, and its known fields are bounded and say the same', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('data', 'topic', 'event'), parts.value), (body) => {
        const notice = readWebhook(body);
        expect(JSON.stringify(notice.knownFields).length).toBeLessThan(4_096);
        const again = readWebhook(notice.knownFields);
        expect([again.kind, again.invoiceId]).toEqual([notice.kind, notice.invoiceId]);
      }),
    );
  });

  it('keeps no names of payers in its known fields', () => {
    for (const body of [result(), tillEvent(RECEIVED)]) {
      expect(JSON.stringify(readWebhook(body).knownFields)).not.toContain('Jane');
    }
  });
});

describe('a signature', () => {
  const rawBody = Buffer.from('{"a": 1}\n');
  const signature = createHmac('sha256', API_KEY.reveal()).update(rawBody).digest('hex');
  const isRight = (given: string | string[] | undefined, bytes = rawBody, key = API_KEY): boolean =>
    isSigned({ rawBody: bytes, headers: { 'x-kopokopo-signature': given }, body: {} }, key);

  it('is right over these bytes by this key', () => {
    expect(isRight(signature)).toBe(true);
    expect(isRight(signature, Buffer.from('{"a":1}'))).toBe(false);
    expect(isRight(signature, rawBody, new Secret('the client secret'))).toBe(false);
  });

  it.each<[string, string | string[] | undefined]>([
    ['none', undefined],
    ['an empty one', ''],
    ['a short one', signature.slice(1)],
    ['a long one', `${signature}0`],
    ['one in capitals', signature.toUpperCase()],
    ['one with a prefix', `sha256=${signature}`],
    ['two', [signature, signature]],
    ['one that is no hex', 'z'.repeat(64)],
  ])('is refused: %s', (_what, given) => {
    expect(isRight(given)).toBe(false);
  });
});
