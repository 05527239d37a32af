import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type WebhookReceiver } from 'simulator-core/testing';
import { OUTCOME_PHONES } from '../outcome-phones.js';
import { type Simulator } from '../simulator.js';
import { type Merchant } from '../testing/merchant.js';
import { type MerchantBench, openMerchantBench } from '../testing/merchant-bench.js';

const CANCELLED = {
  state: 'FAILED',
  failed_reason: 'Request cancelled by user',
  failed_code: '-1',
};
const BEGUN = ['PENDING', 'PROCESSING'];
const PAID = { state: 'COMPLETE', value: '50.00', charges: '1.50', net_amount: '48.50' };

/** The last event, the states of all events, and the money that was taken. */
interface Expectation {
  readonly told: readonly string[];
  readonly last: Readonly<Record<string, unknown>>;
  readonly taken: string | null;
}

const failing = (failed_code: string): Expectation => ({
  told: [...BEGUN, 'FAILED'],
  last: { state: 'FAILED', failed_code, charges: '0.00', value: '50.00', mpesa_reference: null },
  taken: null,
});
const paying = (last: Record<string, unknown> = {}, taken = '50.00 KES'): Expectation => ({
  told: [...BEGUN, 'COMPLETE'],
  last: { ...PAID, ...last },
  taken,
});

const EXPECTED: Readonly<Record<string, Expectation>> = {
  success: paying({
    failed_reason: null,
    failed_code: null,
    clearing_status: 'AVAILABLE',
    mpesa_reference: expect.stringMatching(/^T[A-Z0-9]{9}$/),
  }),
  cancelled: { ...failing('-1'), last: CANCELLED },
  cancelled_1032: failing('1032'),
  wrong_pin: failing('2001'),
  low_balance: failing('1'),
  no_answer: failing('1037'),
  expired: failing('1019'),
  busy: failing('1001'),
  late_success: {
    ...paying({ failed_reason: null, failed_code: null }),
    told: [...BEGUN, 'FAILED', 'COMPLETE'],
  },
  failed_after_complete: {
    told: [...BEGUN, 'COMPLETE', 'FAILED'],
    last: { ...CANCELLED, value: '50.00' },
    taken: '50.00 KES',
  },
  never_finishes: { told: BEGUN, last: { state: 'PROCESSING' }, taken: null },
  retried: { ...paying({ retry_count: 1 }), told: [...BEGUN, 'RETRY', 'PROCESSING', 'COMPLETE'] },
  unknown_state: { ...paying(), told: [...BEGUN, 'CLEARING', 'COMPLETE'] },
  canceled_state: {
    told: [...BEGUN, 'CANCELED'],
    last: { state: 'CANCELED', failed_code: '-1' },
    taken: null,
  },
  partial: {
    told: [...BEGUN, 'PARTIAL'],
    last: { state: 'PARTIAL', value: '25.00' },
    taken: '25.00 KES',
  },
  rounded_up: paying({ value: '51.00', charges: '1.53', net_amount: '49.47' }, '51.00 KES'),
  net_mismatch: paying({ net_amount: '48.49' }),
  paid_less: paying({ value: '25.00', charges: '0.75', net_amount: '24.25' }, '25.00 KES'),
  other_currency: paying({ currency: 'USD' }, '50.00 USD'),
  no_receipt: paying({ mpesa_reference: null }),
  provider_ref: paying({ provider_ref: expect.stringMatching(/^T[A-Z0-9]{9}$/) }),
  duplicate_complete: {
    told: [...BEGUN, 'COMPLETE', 'COMPLETE'],
    last: { state: 'COMPLETE', value: '50.00' },
    taken: '50.00 KES',
  },
  swapped: { ...paying(), told: ['PROCESSING', 'PENDING', 'COMPLETE'] },
  early_webhook: paying(),
  instant: paying(),
  silent: { told: [], last: {}, taken: '50.00 KES' },
};

describe('the outcome of a payment', () => {
  let bench: MerchantBench;
  let receiver: WebhookReceiver;
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    bench = await openMerchantBench({ challenge: 'the-challenge' });
    ({ receiver, simulator, shop } = bench);
  });

  afterEach(() => bench.close());

  const push = async (phone_number: string): Promise<string> =>
    (await shop.push({ phone_number })).body.invoice.invoice_id;

  it('has an expectation here for every phone in the table', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(OUTCOME_PHONES.map(({ name }) => name).sort());
  });

  it.each(OUTCOME_PHONES)('is $name for $phone', async ({ phone, name }) => {
    const expected = EXPECTED[name];
    await push(phone);
    await simulator.control.fastForward();

    expect(receiver.states()).toEqual(expected?.told);
    expect(receiver.events.at(-1)?.body ?? {}).toMatchObject(expected?.last ?? {});
    const taken = simulator.control.books().map(({ amount, currency }) => `${amount} ${currency}`);
    expect(taken).toEqual(expected?.taken === null ? [] : [expected?.taken]);
  });

  it('is sent flat and unsigned, with all money as text and the challenge in the body', async () => {
    await push('254700000100');
    await simulator.control.fastForward();

    const { headers, body } = receiver.events[0] ?? { headers: {}, body: {} };
    expect(body).toEqual({
      invoice_id: expect.any(String),
      state: 'PENDING',
      provider: 'M-PESA',
      charges: '0.00',
      net_amount: '50.00',
      currency: 'KES',
      value: '50.00',
      account: '254700000100',
      api_ref: 'order-1',
      mpesa_reference: null,
      host: '127.0.0.1',
      card_info: { bin_country: null, card_type: null },
      retry_count: 0,
      failed_reason: null,
      failed_code: null,
      failed_code_link: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
      challenge: 'the-challenge',
    });
    expect(headers['content-type']).toBe('application/json');
    expect(Object.keys(headers).filter((name) => /sign|intasend|auth/i.test(name))).toEqual([]);
  });

  it('differs in updated_at from state to state, and never in created_at', async () => {
    await push('254700000110');
    await simulator.control.fastForward();

    const stamps = receiver.events.map(({ body }) => String(body['updated_at']));
    expect(stamps).toEqual([...new Set(stamps)].sort());
    expect(new Set(receiver.events.map(({ body }) => body['created_at'])).size).toBe(1);
  });

  it('can be sent before the response to the push', async () => {
    receiver.answerWith(() => ({ status: 200, hold: true }));
    let isAnswered = false;
    const pushing = push('254700000131').then(() => {
      isAnswered = true;
    });

    await receiver.arrived(1);
    const toldBefore = [...receiver.states()];
    expect(isAnswered).toBe(false);
    receiver.answerWith(() => ({ status: 200 }));
    receiver.release();
    await pushing;

    expect(toldBefore).toEqual(['PENDING']);
    expect(receiver.states()).toEqual(['PENDING', 'PROCESSING']);
  });

  it('can be sent completely before the response to the push, which still says PENDING', async () => {
    const { body } = await shop.push({ phone_number: '254700000132' });
    expect(body.invoice.state).toBe('PENDING');
    expect(receiver.states()).toEqual(['PENDING', 'PROCESSING', 'COMPLETE']);
  });

  it('is sent twice with different charges by two simultaneous requests', async () => {
    receiver.answerWith(({ body }) => ({ status: 200, hold: body['state'] === 'COMPLETE' }));
    await push('254700000126');
    const forwarding = simulator.control.fastForward();

    await receiver.arrived(4);
    receiver.release();
    await forwarding;

    const complete = receiver.events.slice(2).map(({ body }) => body);
    expect(new Set(complete.map((body) => body['charges']))).toEqual(new Set(['1.50', '1.55']));
    expect(new Set(complete.map((body) => body['mpesa_reference'])).size).toBe(1);
  });

  it('takes the money without a webhook, and the status shows it', async () => {
    const id = await push('254700000133');
    await simulator.control.fastForward();
    expect(await shop.status(id)).toMatchObject({ state: 'COMPLETE' });
  });

  it('shows the receipt in the status where the webhook shows it', async () => {
    const id = await push('254700000125');
    await simulator.control.fastForward();
    const invoice = await shop.status(id);
    expect(invoice['provider_ref']).toBe(receiver.events.at(-1)?.body['provider_ref']);
    expect(invoice).not.toHaveProperty('mpesa_reference');
  });

  it('can be hurried by an option, without losing its order', async () => {
    simulator.control.behave({ endAfterMs: 0 });
    await push('254700000100');
    await simulator.control.advance(0);
    expect(receiver.states()).toEqual(['PENDING', 'PROCESSING', 'COMPLETE']);
  });

  it('comes at 17 simulated seconds for an ordinary payment', async () => {
    const id = await push('254712345678');
    await simulator.control.advance(16_999);
    expect(await shop.status(id)).toMatchObject({ state: 'PROCESSING' });
    await simulator.control.advance(1);
    expect(await shop.status(id)).toMatchObject({ state: 'COMPLETE' });
  });
});
