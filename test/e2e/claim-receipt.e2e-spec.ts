import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Test } from 'supertest';
import { parseKenyanMobile } from '../../src/common/phone/phone.js';
import { ReceivedSaleService } from '../../src/payments/sell/received-sale.service.js';
import { ReceiptsRepository } from '../../src/receipts/receipts.repository.js';
import { aPhone } from '../support/selling.js';
import {
  aReceipt,
  aTillShop,
  AtTheTill,
  startTillApp,
  type TillApp,
} from '../support/till-shop.js';

const NO_CLAIM =
  'No payment to the till fits. Check the receipt, the amount and the last four digits of the ' +
  'phone that paid. If you have paid just now, try again in three minutes.';
const MAC = 'AA:BB:CC:DD:EE:07';

describe('unmatched money of a till', () => {
  let at: TillApp;
  let till: AtTheTill;
  let phone: string;
  let receipt: string;

  beforeAll(async () => {
    at = await startTillApp();
  });
  afterAll(() => at.stop());
  beforeEach(async () => {
    till = new AtTheTill(at, await aTillShop(at));
    phone = aPhone();
    receipt = aReceipt();
  });

  const claimOf = (overrides: object = {}) => ({
    router_id: till.shop.routerId,
    package_id: till.shop.packageId,
    amount: till.shop.price,
    mpesa_reference: receipt,
    phone_last4: phone.slice(-4),
    mac_address: MAC,
    ...overrides,
  });
  const claim = (overrides: object = {}, headers: object = {}): Test =>
    at.app.post('/payments/claim-receipt/', claimOf(overrides), {
      ...till.shop.portal,
      ...headers,
    });
  const arrive = async (money: object = {}): Promise<void> => {
    await till.report({ receipt, phone, ...money });
    await till.wait();
  };
  const idOf = async (): Promise<string> => String((await till.receipt(receipt))['id']);

  describe('is claimed by its customer', () => {
    it('with receipt, exact price and the last four digits of the phone that paid', async () => {
      await arrive();
      const { body } = await claim().expect(201);
      expect(body).toMatchObject({
        message: 'Payment completed successfully!',
        payment: {
          status: 'completed',
          payment_provider: 'kopokopo',
          mpesa_reference: receipt,
          phone_number: phone.slice(-4),
          amount: till.shop.price,
          mac_address: MAC,
          access: { code: expect.any(String), devices: [{ mac_address: MAC }] },
        },
        access_claim: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      expect(await till.receipt(receipt)).toMatchObject({
        state: 'counted',
        payment: body.payment.id,
      });
      const payment = await till.details(body.payment.id);
      expect(payment.history).toMatchObject([
        { event: 'created', source: 'request', evidence: { mpesa_reference: receipt } },
        { event: 'completed', source: 'request', evidence: { matched_by: 'customer' } },
      ]);
    });

    it('in the message that M-Pesa has sent, in any letter case', async () => {
      await arrive();
      const sms = `${receipt.toLowerCase()} Confirmed. Ksh50.00 paid to LIPAFI.`;
      await claim({ mpesa_reference: sms }).expect(201);
    });

    it('once, and with the same answer when the request is repeated', async () => {
      await arrive();
      const key = { 'Idempotency-Key': `claim-${receipt}` };
      const first = await claim({}, key).expect(201);
      const again = await claim({}, key).expect(201);
      expect(again.body).toEqual(first.body);
      expect(again.headers['idempotent-replayed']).toBe('true');
      await claim().expect(404);
      expect(await till.payments('?status=completed')).toHaveLength(1);
    });

    it.each<[string, () => Promise<void>, () => object]>([
      ['an unknown receipt', () => arrive(), () => ({ mpesa_reference: 'TDL4UNKNOWN' })],
      ['another phone', () => arrive(), () => ({ phone_last4: '0000' })],
      ['an amount that is not the price', () => arrive(), () => ({ amount: '49.00' })],
      ['money that is not the price', () => arrive({ amount: '60.00' }), () => ({})],
      ['money of a hidden phone', () => arrive({ phone: null }), () => ({})],
      ['money that still waits', () => till.report({ receipt, phone }), () => ({})],
      [
        'money that was taken back',
        async () => {
          await arrive();
          await till.report({ type: 'reversed', receipt, phone });
        },
        () => ({}),
      ],
      [
        'money that was counted',
        async () => {
          await till.prompt(phone);
          await arrive();
        },
        () => ({}),
      ],
      [
        'money of yesterday',
        async () => {
          await arrive();
          await at.app.database.query(
            `UPDATE receipts SET received_at = received_at - interval '25 hours' WHERE receipt = $1`,
            [receipt],
          );
        },
        () => ({}),
      ],
      [
        'money of credentials that are not active',
        async () => {
          await arrive();
          const path = `/payments/credentials/${till.shop.tillCredentialId}/toggle/`;
          await at.app.post(path, {}, till.shop.token).expect(200);
        },
        () => ({}),
      ],
    ])('but not with %s: the same answer', async (_what, prepare, overrides) => {
      await prepare();
      const before = await till.payments();
      const { body } = await claim(overrides()).expect(404);
      expect(body).toMatchObject({ code: 'receipt_not_found', error: NO_CLAIM });
      expect(body).not.toHaveProperty('payment_id');
      expect(await till.payments()).toEqual(before);
    });

    it('but not at another operator', async () => {
      await arrive();
      const other = await aTillShop(at);
      const body = claimOf({ router_id: other.routerId, package_id: other.packageId });
      const refused = await at.app.post('/payments/claim-receipt/', body, other.portal).expect(404);
      expect(refused.body.error).toBe(NO_CLAIM);
    });

    it('with the errors of a sale for its router and package', async () => {
      expect((await claim({ router_id: 999_999 }).expect(404)).body.code).toBe('router_not_found');
      expect((await claim({ package_id: 999_999 }).expect(400)).body.code).toBe(
        'package_not_on_sale',
      );
      const { body } = await claim({ phone_last4: '12' }).expect(400);
      expect(Object.keys(body.fields)).toEqual(['phone_last4']);
    });

    it('and completed by its job when the server dies in between', async () => {
      await arrive();
      const receipts = at.app.nest.get(ReceiptsRepository, { strict: false });
      const sales = at.app.nest.get(ReceivedSaleService, { strict: false });
      const { userId, routerId, packageId } = till.shop;
      const sold = await sales.packageOf({ userId, routerId, packageId });
      const id = await at.app.database.transaction(async (tx) => {
        const open = await receipts.lockAssigned(tx, userId, await idOf());
        const payer = parseKenyanMobile(phone);
        if (!open || !payer) throw new Error('There is nothing to claim');
        const { record } = await sales.commit(tx, {
          ...{ userId, routerId, packageId, sold, ...open, phone: payer, phoneNumber: '' },
          ...{ macAddress: MAC, ipAddress: '', earlierClaimHash: null },
        });
        await receipts.countFor(tx, open.id, record.id, 'customer');
        return record.id;
      });
      expect((await till.details(id)).status).toBe('pending');
      await at.app.idle();
      expect(await till.details(id)).toMatchObject({
        status: 'completed',
        mpesa_reference: receipt,
      });
    });
  });

  it('cannot be guessed: ten failures with a receipt in ten minutes, then 429', async () => {
    const limited = await startTillApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    try {
      const shop = await aTillShop(limited);
      const body = {
        ...{ router_id: shop.routerId, package_id: shop.packageId, amount: shop.price },
        ...{ mpesa_reference: receipt, phone_last4: '0000' },
      };
      const statuses: number[] = [];
      for (let time = 0; time < 11; time += 1) {
        statuses.push(
          (await limited.app.post('/payments/claim-receipt/', body, shop.portal)).status,
        );
      }
      expect(statuses).toEqual([...Array<number>(10).fill(404), 429]);
    } finally {
      await limited.stop();
    }
  });
});
