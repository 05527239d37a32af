import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  INTASEND_ACCOUNT,
  type ScriptedIntaSend,
  startScriptedIntaSend,
} from '../../../test/support/scripted-intasend.js';
import { json, raw } from '../../../test/support/scripted-server.js';
import { Secret } from '../../common/crypto/secret.js';
import { type AskedAttempt, type ProviderReport } from '../payment-provider.js';
import { ProviderNotSent, ProviderOutcomeUnknown } from '../provider-errors.js';

const HOUR_MS = 3_600_000;
const CHECKOUT = { id: '666f4283-ffb2-4633-8c30-5338a50be37d', signature: new Secret('signed') };
const INVOICE = { invoice_id: 'KNDELM3', state: 'COMPLETE', api_ref: 'order-1', value: 50 };

const NO_LIST = json(404, { detail: 'Not found.' });
const EMPTY_LIST = json(200, { results: [] });
const STATUS = json(200, { invoice: { ...INVOICE, currency: 'KES' } });
const BROKEN = raw(500, '<html>');

describe('the status of a link at IntaSend', () => {
  let intaSend: ScriptedIntaSend;

  beforeEach(async () => {
    intaSend = await startScriptedIntaSend();
  });
  afterEach(() => intaSend.stop());

  const ask = (overrides: Partial<AskedAttempt> = {}): Promise<readonly ProviderReport[]> => {
    const link: AskedAttempt = {
      reference: 'order-1',
      channel: 'link',
      invoiceId: null,
      checkout: CHECKOUT,
      ageMs: 1_000,
      ...overrides,
    };
    return intaSend.provider.fetchReports(link, INTASEND_ACCOUNT, 5_000);
  };
  const askedFor = (): unknown[] =>
    intaSend.requests.map(({ path, body }) => [
      path.replace('/api/v1/', ''),
      body === '' ? null : (JSON.parse(body) as unknown),
    ]);

  const byPage = {
    public_key: 'ISPubKey_test_shop',
    checkout_id: CHECKOUT.id,
    signature: 'signed',
  };

  it.each([
    ['is not offered', NO_LIST],
    ['is broken', BROKEN],
    ['knows of none', EMPTY_LIST],
  ])('asks by page and signature when the list by reference %s', async (_what, list) => {
    intaSend.answers({ list, status: STATUS });
    expect(await ask()).toMatchObject([{ invoiceId: 'KNDELM3', outcome: 'paid' }]);
    expect(askedFor()).toEqual([
      ['invoices/?api_ref=order-1', null],
      ['payment/status/', byPage],
    ]);
  });

  it('does not send the secret key with a signature', async () => {
    intaSend.answers({ list: NO_LIST, status: STATUS });
    await ask();
    expect(intaSend.requests[1]?.headers).not.toHaveProperty('authorization');
  });

  it('is queried by invoice when one is known', async () => {
    intaSend.answers({ list: NO_LIST, status: STATUS });
    await ask({ invoiceId: 'KNDELM3' });
    expect(askedFor()[1]).toEqual([
      'payment/status/',
      { public_key: 'ISPubKey_test_shop', invoice_id: 'KNDELM3' },
    ]);
  });

  it.each([
    ['whose signature has run out', { ageMs: HOUR_MS }],
    ['without a signature', { checkout: null }],
  ])('asks by reference alone for one %s', async (_what, overrides) => {
    intaSend.answers({ list: EMPTY_LIST, status: STATUS });
    expect(await ask(overrides)).toEqual([]);
    expect(askedFor()).toHaveLength(1);
  });

  it('is empty while nobody has started to pay', async () => {
    intaSend.answers({
      list: EMPTY_LIST,
      status: json(400, { invoice_id: ['This field is required.'] }),
    });
    expect(await ask()).toEqual([]);
  });

  it.each([
    ['throttles', json(429, {}), ProviderNotSent],
    ['is broken', BROKEN, ProviderOutcomeUnknown],
  ])('says so when IntaSend %s', async (_what, script, error) => {
    intaSend.answers({ list: script, status: script });
    await expect(ask()).rejects.toBeInstanceOf(error);
  });
});
