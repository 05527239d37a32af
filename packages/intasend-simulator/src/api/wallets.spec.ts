import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant, ORDINARY_PHONE } from '../testing/merchant.js';
import { NodeClient } from '../testing/node-client.js';

interface WalletJson {
  readonly [name: string]: unknown;
  readonly wallet_id: string;
}
interface Page<T> {
  readonly count: number;
  readonly results: readonly T[];
}
interface TransactionJson {
  readonly [name: string]: unknown;
}

const STAMP = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+03:00$/);
const MAIN = {
  label: 'default',
  can_disburse: true,
  currency: 'KES',
  wallet_type: 'SETTLEMENT',
  current_balance: '1000000.00',
  available_balance: '1000000.00',
};

describe('wallets/', () => {
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, speed: 0 });
    shop = new Merchant(simulator.url);
  });

  afterEach(() => simulator.stop());

  const list = async (): Promise<readonly WalletJson[]> =>
    (await shop.get<Page<WalletJson>>('wallets/')).body.results;
  const open = async (fields: object = {}): Promise<WalletJson> => {
    const terms = { label: 'till', wallet_type: 'WORKING', currency: 'KES', ...fields };
    const { status, body } = await shop.post<WalletJson>('wallets/', terms);
    expect(status).toBe(201);
    return body;
  };
  const main = async (): Promise<WalletJson> => {
    const [wallet] = await list();
    if (!wallet) throw new Error('There is no main wallet.');
    return wallet;
  };
  const transactions = async (id: string): Promise<readonly TransactionJson[]> =>
    (await shop.get<Page<TransactionJson>>(`wallets/${id}/transactions/`)).body.results;

  it('begin with a main wallet that holds test money', async () => {
    expect(await list()).toEqual([
      { ...MAIN, wallet_id: expect.stringMatching(/^[A-Z0-9]{7}$/), updated_at: STAMP },
    ]);
    expect(await list()).toEqual(await list());
  });

  it('have the opening balance of the settings', async () => {
    simulator.control.behave({ openingBalance: 0 });
    expect(await main()).toMatchObject({ current_balance: '0.00' });
  });

  it('are made, listed after the main one and shown one by one', async () => {
    const wallet = await open({ can_disburse: true });
    expect(wallet).toEqual({
      wallet_id: expect.stringMatching(/^[A-Z0-9]{7}$/),
      label: 'till',
      can_disburse: true,
      currency: 'KES',
      wallet_type: 'WORKING',
      current_balance: '0.00',
      available_balance: '0.00',
      updated_at: STAMP,
    });
    expect((await list()).map((each) => each['label'])).toEqual(['default', 'till']);
    expect((await shop.get(`wallets/${wallet.wallet_id}`)).body).toEqual(wallet);
    expect(await transactions(wallet.wallet_id)).toEqual([]);
  });

  it.each([
    [{ label: undefined }, 'label', 'required'],
    [{ currency: undefined }, 'currency', 'required'],
    [{ currency: 'TZS' }, 'currency', 'invalid_choice'],
    [{ wallet_type: 'SETTLEMENT' }, 'wallet_type', 'invalid_choice'],
    [{ can_disburse: 'maybe' }, 'can_disburse', 'invalid'],
  ])('are not made with %j', async (fields, attr, code) => {
    const terms = { label: 'till', currency: 'KES', ...fields };
    const { status, body } = await shop.post('wallets/', terms);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ attr, code }] });
  });

  it('need the secret key, and are not shown to other accounts', async () => {
    const { wallet_id: id } = await main();
    const other = new Merchant(simulator.url, 'other');
    for (const path of ['', '/transactions']) {
      expect((await other.get(`wallets/${id}${path}`)).status).toBe(404);
    }
    expect((await other.post(`wallets/${id}/intra_transfer/`, {})).status).toBe(404);
    expect((await shop.get('wallets/', {})).status).toBe(401);
  });

  it('receive what payments leave the merchant, each in the wallet that it was made for', async () => {
    const { wallet_id: till } = await open();
    await shop.push({ amount: 100 });
    await shop.push({ amount: 200, wallet_id: till });
    await shop.push({ amount: 300, phone_number: '254700000103' });
    await simulator.control.fastForward();

    expect(await main()).toMatchObject({ current_balance: '1000097.00' });
    expect((await shop.get(`wallets/${till}/`)).body).toMatchObject({ current_balance: '194.00' });
    expect(await transactions(till)).toEqual([
      {
        transaction_id: expect.stringMatching(/^[A-Z0-9]{7}$/),
        invoice: expect.objectContaining({ state: 'COMPLETE', net_amount: '194.00' }),
        currency: 'KES',
        value: '194.00',
        running_balance: '194.00',
        narrative: 'Payment',
        trans_type: 'SALE',
        status: 'AVAILABLE',
        created_at: STAMP,
        updated_at: STAMP,
      },
    ]);
  });

  it('receive a payment once, however often its end is reported', async () => {
    await shop.push({ amount: 100, phone_number: '254700000126' });
    await simulator.control.fastForward();
    expect(await transactions((await main()).wallet_id)).toHaveLength(1);
  });

  it('refuse a push into a wallet that is not there', async () => {
    const { status, body } = await shop.push({ wallet_id: 'NOWHERE' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ attr: 'wallet_id', code: 'does_not_exist' }] });
  });

  it('give refunds back, and mark the payment', async () => {
    const { body } = await shop.push({ amount: 100 });
    await simulator.control.fastForward();
    const refund = { invoice: body.invoice.invoice_id, amount: 40, reason: 'Other' };
    await shop.post('chargebacks/', refund);
    const { wallet_id: id } = await main();
    expect((await transactions(id))[0]).toMatchObject({ status: 'CHARGEBACK-PENDING' });
    await simulator.control.fastForward();

    expect(await main()).toMatchObject({ current_balance: '1000057.00' });
    expect(await transactions(id)).toMatchObject([
      { trans_type: 'REFUND', value: '-40.00', running_balance: '1000057.00' },
      { trans_type: 'SALE', value: '97.00', running_balance: '1000097.00', status: 'REFUNDED' },
    ]);
  });

  it('become those of one account when its two keys meet', async () => {
    const publishable = { public_key: 'ISPubKey_test_a' };
    const secret = { Authorization: 'Bearer ISSecretKey_test_b' };
    await shop.post(
      'payment/collection/',
      { ...publishable, phone_number: ORDINARY_PHONE, amount: 100 },
      {},
    );
    await simulator.control.fastForward();
    expect((await shop.get<Page<WalletJson>>('wallets/', secret)).body.results).toHaveLength(1);

    const both = { ...secret, 'X-IntaSend-Public-API-Key': publishable.public_key };
    const { body } = await shop.get<Page<WalletJson>>('wallets/', both);
    expect(body.results).toMatchObject([{ current_balance: '1000097.00' }]);
  });

  describe('transfers between them', () => {
    it('move money, and both wallets show it', async () => {
      const { wallet_id: till } = await open();
      const { wallet_id: id } = await main();
      const move = { wallet_id: till, amount: 250.5, narrative: 'Float' };
      const { status, body } = await shop.post(`wallets/${id}/intra_transfer/`, move);

      expect(status).toBe(200);
      expect(body).toMatchObject({
        origin: { wallet_id: id, current_balance: '999749.50' },
        destination: { wallet_id: till, current_balance: '250.50' },
      });
      const told = { narrative: 'Float', trans_type: 'TRANSFER', invoice: null };
      expect(await transactions(id)).toMatchObject([{ ...told, value: '-250.50' }]);
      expect(await transactions(till)).toMatchObject([{ ...told, value: '250.50' }]);
    });

    it.each([
      ['amount', { amount: 1_000_000.01 }],
      ['amount', { amount: 0 }],
      ['amount', { amount: undefined }],
      ['wallet_id', { wallet_id: undefined }],
      ['wallet_id', { wallet_id: 'NOWHERE' }],
      ['wallet_id', { wallet_id: 'itself' }],
      ['wallet_id', { wallet_id: 'dollars' }],
    ])('are refused for the %s of %j', async (attr, fields) => {
      const { wallet_id: till } = await open();
      const { wallet_id: dollars } = await open({ currency: 'USD' });
      const { wallet_id: id } = await main();
      const named: Record<string, string> = { itself: id, dollars };
      const move = { wallet_id: till, amount: 10, narrative: 'Float', ...fields };
      const { status, body } = await shop.post(`wallets/${id}/intra_transfer/`, {
        ...move,
        wallet_id: named[move.wallet_id ?? ''] ?? move.wallet_id,
      });
      expect(status).toBe(400);
      expect(body).toMatchObject({ errors: [{ attr }] });
      expect(await main()).toMatchObject({ current_balance: '1000000.00' });
    });
  });

  it('answer all that the official Node client sends', async () => {
    const client = new NodeClient(simulator.url);
    const made = await client.send('POST', '/api/v1/wallets/', { label: 'till', currency: 'KES' });
    const till = String(made.body['wallet_id']);
    const { body } = await client.send('GET', '/api/v1/wallets/');
    const [{ wallet_id: id } = { wallet_id: '' }] = body['results'] as WalletJson[];
    for (const path of [`${till}/`, `${till}/transactions/`]) {
      expect(await client.send('GET', `/api/v1/wallets/${path}`)).toMatchObject({ status: 200 });
    }
    const move = { wallet_id: till, amount: 10, narrative: 'Float' };
    const moved = await client.send('POST', `/api/v1/wallets/${id}/intra_transfer/`, move);
    expect(moved.status).toBe(200);
    client.close();
  });
});
