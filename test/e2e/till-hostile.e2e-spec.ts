import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseKenyanMobile } from '../../src/common/phone/phone.js';
import { ReceivedSaleService } from '../../src/payments/sell/received-sale.service.js';
import { ReceiptsRepository } from '../../src/receipts/receipts.repository.js';
import { moneyOf, SettleReceiptService } from '../../src/receipts/settle-receipt.service.js';
import { aPhone } from '../support/selling.js';
import {
  aReceipt,
  aTillShop,
  AtTheTill,
  startTillApp,
  type TillApp,
} from '../support/till-shop.js';

const MAC = 'AA:BB:CC:DD:EE:07';

describe('money of a till that could be counted wrongly', () => {
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

  const claim = () =>
    at.app.post(
      '/payments/claim-receipt/',
      {
        ...{ router_id: till.shop.routerId, package_id: till.shop.packageId },
        ...{ amount: till.shop.price, mpesa_reference: receipt, phone_last4: phone.slice(-4) },
        mac_address: MAC,
      },
      till.shop.portal,
    );

  /** A payment of the other provider. */
  const elsewhere = async (): Promise<string> => {
    const body = till.shop.saleRequest({ phone_number: aPhone() });
    const sold = await at.app.post('/payments/intasend/initiate/', body, till.shop.portal);
    return String(sold.body.payment.id);
  };
  const mark = (id: string) =>
    at.app.post(
      `/payments/${id}/mark-completed/`,
      { reason: 'paid at the till', mpesa_reference: receipt.toLowerCase() },
      till.shop.token,
    );

  it('is not claimed once an operator has marked a payment of another provider with it', async () => {
    await till.report({ receipt, phone });
    await till.wait();
    const id = await elsewhere();
    await mark(id).expect(200);
    await claim().expect(404);
    expect(await till.receipt(receipt)).toMatchObject({ state: 'counted', payment: id });
    expect(await till.payments('?status=completed')).toHaveLength(1);
  });

  it('is not claimed when the till reports it after an operator has marked a payment', async () => {
    const id = await elsewhere();
    await mark(id).expect(200);
    await till.report({ receipt, phone });
    await till.wait();
    await claim().expect(404);
    expect(await till.receipt(receipt)).toMatchObject({ state: 'counted', payment: id });
  });

  it('cannot be marked for a payment of another provider once it was claimed', async () => {
    await till.report({ receipt, phone });
    await till.wait();
    await claim().expect(201);
    await mark(await elsewhere()).expect(409);
    expect(await till.payments('?status=completed')).toHaveLength(1);
  });

  it('does not complete the payment of its claim once it was taken back', async () => {
    await till.report({ receipt, phone });
    await till.wait();
    const receipts = at.app.nest.get(ReceiptsRepository, { strict: false });
    const sales = at.app.nest.get(ReceivedSaleService, { strict: false });
    const settling = at.app.nest.get(SettleReceiptService, { strict: false });
    const { userId, routerId, packageId } = till.shop;
    const sold = await sales.packageOf({ userId, routerId, packageId });
    const receiptId = String((await till.receipt(receipt))['id']);
    const claimed = await at.app.database.transaction(async (tx) => {
      const open = await receipts.lockAssigned(tx, userId, receiptId);
      const payer = parseKenyanMobile(phone);
      const money = open && moneyOf(open, 'customer');
      if (!money || !payer) throw new Error('There is nothing to claim');
      const { record } = await sales.commit(tx, {
        ...{ userId, routerId, packageId, sold, ...open, phone: payer, phoneNumber: '' },
        ...{ macAddress: MAC, ipAddress: '', earlierClaimHash: null },
      });
      await receipts.countFor(tx, open.id, record.id, 'customer');
      return { paymentId: record.id, money };
    });
    // The reversal comes before the request completes the payment, and takes the place of its job.
    await at.app.database.query(
      `UPDATE receipts SET state = 'reversed', reversed_at = now() WHERE id = $1`,
      [receiptId],
    );
    await settling.settle({ receiptId });
    await settling.completeMade(claimed.paymentId, claimed.money);
    expect(await till.details(claimed.paymentId)).toMatchObject({
      status: 'pending',
      review_reason: 'reversed',
    });
  });

  it('is not matched when it was paid long before the payment that its phone is to make', async () => {
    const id = await till.prompt(phone);
    await till.report({ receipt, phone, at: new Date(Date.now() - 3 * 3_600_000).toISOString() });
    await till.wait();
    expect((await till.details(id)).status).toBe('processing');
    expect(await till.receipt(receipt)).toMatchObject({ state: 'unmatched' });
  });

  it('is not taken for another payment of its phone while an old one is prompted again', async () => {
    const fail = async (id: string): Promise<void> => {
      const charge = till.chargeOf(id);
      at.service.finish(charge, 'Failed');
      await till.deliver(at.service.webhookOf(charge));
    };
    const old = await till.prompt(phone);
    await fail(old);
    await at.app.database.query(
      `UPDATE payments SET created_at = created_at - interval '40 minutes' WHERE id = $1`,
      [old],
    );
    const other = await till.prompt(phone);
    await fail(other);
    await at.app.post(`/payments/kopokopo/${old}/retry/`, {}, till.shop.portal).expect(201);
    await till.report({ receipt, phone });
    await till.wait();
    expect((await till.details(other)).status).toBe('failed');
    expect(await till.receipt(receipt)).toMatchObject({ state: 'unmatched' });
  });
});
