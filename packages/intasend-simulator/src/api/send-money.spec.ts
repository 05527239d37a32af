import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startWebhookReceiver } from 'simulator-core/testing';
import { type Simulator, startSimulator } from '../simulator.js';
import { type Answer, Merchant, ORDINARY_PHONE } from '../testing/merchant.js';

interface PayoutJson {
  readonly [name: string]: unknown;
  readonly tracking_id: string;
  readonly transactions: readonly Record<string, unknown>[];
}

const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);
const STAMP = expect.stringMatching(/\.\d{6}\+03:00$/);
const ASHA = { name: 'Asha', account: ORDINARY_PHONE, amount: 100, narrative: 'Wages' };
const LOW_BALANCE_PHONE = '254700000104';

describe('send-money/', () => {
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, speed: 0 });
    shop = new Merchant(simulator.url);
  });

  afterEach(() => simulator.stop());

  const initiate = (fields: object = {}): Promise<Answer<PayoutJson>> =>
    shop.post<PayoutJson>('send-money/initiate/', {
      provider: 'MPESA-B2C',
      currency: 'KES',
      transactions: [ASHA],
      ...fields,
    });
  const statusOf = async ({ tracking_id }: PayoutJson): Promise<PayoutJson> =>
    (await shop.post<PayoutJson>('send-money/status/', { tracking_id })).body;
  const mainBalance = async (): Promise<unknown> => {
    const { body } = await shop.get<{ results: Record<string, unknown>[] }>('wallets/');
    return body.results[0]?.['current_balance'];
  };

  it('keeps a request until it is approved', async () => {
    const { status, body } = await initiate();
    expect(status).toBe(200);
    expect(body).toEqual({
      file_id: expect.stringMatching(/^[A-Z0-9]{7}$/),
      tracking_id: UUID,
      batch_reference: null,
      device_id: null,
      nonce: expect.stringMatching(/^[a-z0-9]{6}$/),
      status: 'Preview and approve',
      status_code: 'BP103',
      transactions: [
        {
          transaction_id: expect.stringMatching(/^[A-Z0-9]{7}$/),
          status: 'Pending',
          status_code: 'TP101',
          status_description: null,
          request_reference_id: UUID,
          provider: 'MPESA-B2C',
          bank_code: null,
          name: 'Asha',
          account: ORDINARY_PHONE,
          account_type: null,
          account_reference: null,
          provider_reference: null,
          provider_account_name: null,
          amount: '100.00',
          charge: '10.00',
          narrative: 'Wages',
          failed_reason: null,
          file_id: body['file_id'],
          idempotency_key: null,
          currency: 'KES',
          created_at: STAMP,
          updated_at: STAMP,
        },
      ],
      actual_charges: '0.00',
      paid_amount: '0.00',
      failed_amount: '0.00',
      wallet: expect.objectContaining({ label: 'default', current_balance: '1000000.00' }),
      charge_estimate: '10.00',
      total_amount_estimate: '110.00',
      total_amount: '100.00',
      transactions_count: 1,
      created_at: STAMP,
      updated_at: STAMP,
    });
    await simulator.control.advance(3_600_000);
    expect(await statusOf(body)).toEqual(body);
  });

  it('executes it once when the whole response is sent back for approval', async () => {
    const { body } = await initiate();
    const approved = await shop.post<PayoutJson>('send-money/approve/', body);
    expect(approved.body).toMatchObject({ status: 'Confirming balance', status_code: 'BP104' });
    await simulator.control.advance(1_000);
    expect(await statusOf(body)).toMatchObject({
      status: 'Sending payment',
      status_code: 'BP110',
      transactions: [{ status: 'Processing', status_code: 'TP102' }],
    });
    await simulator.control.fastForward();
    expect(await statusOf(body)).toMatchObject({
      status: 'Completed',
      status_code: 'BC100',
      actual_charges: '10.00',
      paid_amount: '100.00',
      wallet: { current_balance: '999890.00' },
      transactions: [
        {
          status: 'Successful',
          status_code: 'TS100',
          provider_reference: expect.stringMatching(/^T[A-Z0-9]{9}$/),
          provider_account_name: 'Asha',
        },
      ],
    });
    const again = await shop.post('send-money/approve/', body);
    expect(again.status).toBe(400);
    expect(await mainBalance()).toBe('999890.00');
  });

  it.each<[string, object, object]>([
    ['MPESA-B2C', { account: 254_712_345_678 }, { account: ORDINARY_PHONE, charge: '10.00' }],
    [
      'MPESA-B2B',
      { account: 247_247, account_type: 'PayBill', account_reference: '11111111' },
      { account: '247247', account_type: 'PayBill', account_reference: '11111111' },
    ],
    [
      'MPESA-B2B',
      { account: '123211', account_type: 'TillNumber' },
      { account: '123211', account_type: 'TillNumber', account_reference: null },
    ],
    ['PESALINK', { account: '0129292920202', bank_code: '2' }, { bank_code: '2' }],
    ['INTASEND', { account: ORDINARY_PHONE }, { charge: '0.00' }],
    ['AIRTIME', { account: ORDINARY_PHONE, name: undefined }, { name: null, charge: '0.00' }],
  ])('sends %s without an approval when none is wanted: %j', async (provider, fields, shown) => {
    const transactions = [{ ...ASHA, amount: '100', ...fields }];
    const { body } = await initiate({ provider, transactions, requires_approval: 'NO' });
    expect(body).toMatchObject({ status_code: 'BP104', transactions: [{ provider, ...shown }] });
    await simulator.control.fastForward();
    expect(await statusOf(body)).toMatchObject({ status_code: 'BC100', paid_amount: '100.00' });
  });

  it('fails for the phone numbers that payments fail for, and gives that money back', async () => {
    const transactions = [ASHA, { ...ASHA, account: LOW_BALANCE_PHONE, amount: 30 }];
    const { body } = await initiate({ transactions, requires_approval: 'NO' });
    await simulator.control.fastForward();
    expect(await statusOf(body)).toMatchObject({
      status_code: 'BC100',
      paid_amount: '100.00',
      failed_amount: '30.00',
      transactions: [
        { status_code: 'TS100', failed_reason: null },
        {
          status: 'Failed',
          status_code: 'TF106',
          failed_reason: 'The balance is insufficient for the transaction.',
          provider_reference: null,
        },
      ],
    });
    expect(await mainBalance()).toBe('999890.00');
  });

  it('sends nothing that the wallet does not hold', async () => {
    simulator.control.behave({ openingBalance: 109 });
    const { body } = await initiate({ requires_approval: 'NO' });
    await simulator.control.fastForward();
    expect(await statusOf(body)).toMatchObject({
      status: 'Failed Processing',
      status_code: 'BF105',
      failed_amount: '100.00',
      transactions: [{ status_code: 'TF103' }],
    });
    expect(await mainBalance()).toBe('109.00');
  });

  it('sends from another wallet, if that may disburse', async () => {
    const open = async (can_disburse: boolean): Promise<unknown> => {
      const terms = { label: 'till', currency: 'KES', can_disburse };
      return (await shop.post('wallets/', terms)).body['wallet_id'];
    };
    const allowed = await initiate({ wallet_id: await open(true) });
    expect(allowed.body).toMatchObject({ wallet: { label: 'till' } });
    for (const wallet_id of [await open(false), 'NOWHERE']) {
      const refused = await initiate({ wallet_id });
      expect(refused.status).toBe(400);
      expect(refused.body).toMatchObject({ errors: [{ attr: 'wallet_id' }] });
    }
  });

  it.each<[object, string, string]>([
    [{ provider: undefined }, 'provider', 'required'],
    [{ provider: 'CASH' }, 'provider', 'invalid_choice'],
    [{ currency: 'TZS' }, 'currency', 'invalid_choice'],
    [{ requires_approval: 'maybe' }, 'requires_approval', 'invalid_choice'],
    [{ transactions: undefined }, 'transactions', 'required'],
    [{ transactions: [] }, 'transactions', 'empty'],
    [{ transactions: 'Asha' }, 'transactions', 'not_a_list'],
    [{ transactions: [ASHA, { ...ASHA, account: '' }] }, 'transactions.1.account', 'blank'],
    [{ transactions: [{ ...ASHA, account: '0712345678' }] }, 'transactions.0.account', 'invalid'],
    [{ transactions: [{ ...ASHA, amount: undefined }] }, 'transactions.0.amount', 'required'],
    [{ transactions: [{ ...ASHA, amount: 0 }] }, 'transactions.0.amount', 'min_value'],
    [{ provider: 'MPESA-B2B' }, 'transactions.0.account_type', 'required'],
    [
      { provider: 'MPESA-B2B', transactions: [{ ...ASHA, account_type: 'Paybill' }] },
      'transactions.0.account_reference',
      'required',
    ],
    [{ provider: 'PESALINK' }, 'transactions.0.bank_code', 'required'],
  ])('refuses %j', async (fields, attr, code) => {
    const { status, body } = await initiate(fields);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ attr, code }] });
  });

  it('is for the account that asked, by its secret key', async () => {
    const { body } = await initiate();
    const other = new Merchant(simulator.url, 'other');
    for (const call of ['status', 'approve']) {
      expect((await other.post(`send-money/${call}/`, body)).status).toBe(404);
      expect((await shop.post(`send-money/${call}/`, body, {})).status).toBe(401);
      expect((await shop.post(`send-money/${call}/`, {})).status).toBe(400);
    }
    expect((await shop.post('send-money/initiate/', body, {})).status).toBe(401);
  });

  it('sends a flat webhook with the challenge for each change', async () => {
    const receiver = await startWebhookReceiver();
    simulator.control.setWebhook({ url: receiver.url, challenge: 's3cret' });
    const { body } = await initiate();
    await shop.post('send-money/approve/', body);
    await simulator.control.fastForward();
    await receiver.stop();

    const told = simulator.control.deliveries();
    expect(told.map((each) => [each.kind, each.body['status_code']])).toEqual([
      ['send_money', 'BP103'],
      ['send_money', 'BP104'],
      ['send_money', 'BP110'],
      ['send_money', 'BC100'],
    ]);
    const { nonce, device_id, ...event } = await statusOf(body);
    expect(told.at(-1)?.body).toEqual(event);
    expect([typeof nonce, device_id]).toEqual(['string', null]);
  });

  it('lists banks to anybody', async () => {
    const { status, body } = await shop.get<unknown>('send-money/bank-codes/ke/', {});
    expect(status).toBe(200);
    expect(body).toContainEqual({ bank_name: 'KCB', bank_code: '1' });
  });

  it('can be made to fail like any other endpoint', async () => {
    simulator.control.addFault({ fault: 'server_error_after', endpoint: 'send_money' });
    expect((await initiate()).status).toBe(500);
  });
});
