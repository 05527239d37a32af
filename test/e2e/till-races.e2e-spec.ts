import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import request from 'supertest';
import { ReceiptsRepository } from '../../src/receipts/receipts.repository.js';
import { SettleReceiptService } from '../../src/receipts/settle-receipt.service.js';
import { type Headers } from '../support/app.js';
import { aPhone } from '../support/selling.js';
import { aTillShop, AtTheTill, startTillApp, type TillApp } from '../support/till-shop.js';

/** The ways in which money of one receipt can be counted. */
const WAYS = ['result', 'till', 'match', 'claim', 'assign', 'sell', 'mark', 'reverse'] as const;
type Way = (typeof WAYS)[number];

describe('the same money, reported and claimed in every way', () => {
  let at: TillApp;

  beforeAll(async () => {
    at = await startTillApp();
  });
  afterAll(() => at.stop());

  /** A prompt that was paid, whose money is at the till too, and another payment that wants it. */
  async function aScene() {
    const till = new AtTheTill(at, await aTillShop(at));
    const phone = aPhone();
    const own = await till.prompt(phone);
    const other = await till.prompt(aPhone());
    const receipt = till.receiptOf(own);
    const charge = till.chargeOf(own);
    at.service.finish(charge, 'Success');
    return { till, phone, own, other, receipt, charge };
  }
  type Scene = Awaited<ReturnType<typeof aScene>>;

  /** The id of the receipt, whoever has written it; null before anybody has. */
  async function receiptId({ till, receipt }: Scene): Promise<string | null> {
    const [found] = await till.receipts(`?mpesa_reference=${receipt}`);
    return found ? String(found['id']) : null;
  }

  async function settle(scene: Scene): Promise<void> {
    const id = await receiptId(scene);
    const service = at.app.nest.get(SettleReceiptService, { strict: false });
    if (id !== null) await service.settle({ receiptId: id });
  }

  const send = async (
    path: string,
    webhook: { body: string; headers: Record<string, string> },
  ): Promise<void> => {
    await request(at.app.url).post(path).set(webhook.headers).send(webhook.body).expect(200);
  };

  /** Counts the money in one way. Refusals are right answers; crashes are not. */
  async function count(way: Way, scene: Scene): Promise<void> {
    const { till, phone, other, receipt, charge } = scene;
    const { shop } = till;
    const tillPath = `/payments/webhook/kopokopo/${shop.tillCredentialId}/`;
    const money = { receipt, amount: shop.price, phone };
    const sale = { router_id: shop.routerId, package_id: shop.packageId };
    const post = async (path: string, body: object, headers: Headers): Promise<void> => {
      const { status } = await request(at.app.url).post(path).set(headers).send(body);
      expect(status).toBeLessThan(500);
    };
    switch (way) {
      case 'result':
        return send(new URL(charge.callbackUrl).pathname, at.service.webhookOf(charge));
      case 'till':
        return send(tillPath, at.service.tillWebhook(money));
      case 'reverse':
        return send(tillPath, at.service.tillWebhook({ ...money, type: 'reversed' }));
      case 'match':
        return settle(scene);
      case 'claim': {
        const known = { mpesa_reference: receipt, phone_last4: phone.slice(-4) };
        return post(
          '/payments/claim-receipt/',
          { ...sale, ...known, amount: shop.price },
          shop.portal,
        );
      }
      case 'assign':
      case 'sell': {
        const id = await receiptId(scene);
        const body = way === 'assign' ? { payment_id: other } : sale;
        return id === null
          ? Promise.resolve()
          : post(`/payments/receipts/${id}/assign/`, body, shop.token);
      }
      case 'mark': {
        const body = { reason: 'saw it', mpesa_reference: receipt };
        return post(`/payments/${other}/mark-completed/`, body, shop.token);
      }
    }
  }

  /** The payments that the money of the receipt has completed. */
  async function countedFor({ till, receipt }: Scene): Promise<unknown[]> {
    const payments = await till.payments(`?status=completed&mpesa_reference=${receipt}`);
    return payments.map(({ id }) => id);
  }

  async function expectCountedOnce(scene: Scene): Promise<void> {
    const counted = await countedFor(scene);
    expect(counted.length).toBeLessThanOrEqual(1);
    const rows = await at.app.database.query<{ payment: string | null; state: string }>(
      `SELECT payment_id AS payment, state FROM receipts WHERE user_id = $1 AND receipt = $2`,
      [scene.till.shop.userId, scene.receipt],
    );
    expect(rows.length).toBeLessThanOrEqual(1);
    if (counted.length === 1) expect(rows[0]?.payment).toBe(counted[0]);
  }

  it('is counted once when all of it happens at once', async () => {
    for (let round = 0; round < 6; round += 1) {
      const scene = await aScene();
      await count('till', scene);
      await at.app.nest
        .get(ReceiptsRepository, { strict: false })
        .leaveUnmatched((await receiptId(scene)) ?? '');
      const ways: readonly Way[] = ['result', 'claim', 'claim', 'assign', 'sell', 'mark', 'till'];
      await Promise.all(ways.map((way) => count(way, scene)));
      await at.app.idle();
      await expectCountedOnce(scene);
      expect(await countedFor(scene)).toHaveLength(1);
    }
  });

  it('is counted once when its prompt’s result and the match meet', async () => {
    for (let round = 0; round < 6; round += 1) {
      const scene = await aScene();
      await count('till', scene);
      await Promise.all([count('result', scene), count('match', scene), count('match', scene)]);
      await at.app.idle();
      expect(await countedFor(scene)).toEqual([scene.own]);
      expect((await scene.till.details(scene.own)).review_reason).toBeNull();
    }
  });

  it('is counted once in any order, and a payment whose money went elsewhere is reviewed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...WAYS), { minLength: 2, maxLength: 6 }),
        async (ways) => {
          const scene = await aScene();
          for (const way of ways) {
            await count(way, scene);
            await at.app.idle();
            if (way === 'match' || way === 'till') await scene.till.wait();
          }
          await count('result', scene);
          await at.app.idle();
          await expectCountedOnce(scene);
          const [counted] = await countedFor(scene);
          expect(counted).toBeDefined();
          const own = await scene.till.details(scene.own);
          if (counted !== scene.own) {
            expect(own).toMatchObject({ status: 'processing', review_reason: 'cannot_verify' });
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});
