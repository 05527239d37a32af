import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import {
  aMac,
  type EntitlementRow,
  insertDevice,
  insertEntitlement,
  insertNas,
} from '../support/access-rows.js';
import { OperatedAccess } from '../support/operated-access.js';
import { insertTicket, RadiusFunctions } from '../support/radius-functions.js';

const HOUR_MS = 3_600_000;
const REASON = { reason: 'The power was out' };

describe('an operator', () => {
  let access: OperatedAccess;

  beforeAll(async () => {
    access = await OperatedAccess.start();
  });
  afterAll(() => access.stop());

  /** The octets that a device may still use. */
  async function leftOf({ code }: EntitlementRow, mac: string): Promise<number> {
    const { reply } = await access.radius.login(code, mac);
    return Number(reply['Mikrotik-Total-Limit']);
  }

  describe('who extends access', () => {
    it('moves its end back, and the later entitlements of the chain with it', async () => {
      const [first, next] = await access.aChain();
      const mac = aMac();
      await access.openSession(first, mac);
      const before = [await access.periodOf(first.id), await access.periodOf(next.id)] as const;
      const answer = await access.post(`${first.id}/extend/`, { hours: 2, ...REASON });
      expect(answer.status).toBe(200);
      const [[start, end], [nextStart, nextEnd]] = before;
      expect(await access.periodOf(first.id)).toEqual([start, end + 2 * HOUR_MS]);
      expect(await access.periodOf(next.id)).toEqual([
        nextStart + 2 * HOUR_MS,
        nextEnd + 2 * HOUR_MS,
      ]);
      expect(answer.body).toMatchObject({
        id: first.id,
        ends_at: new Date(end + 2 * HOUR_MS).toISOString(),
        chain_ends_at: new Date(nextEnd + 2 * HOUR_MS).toISOString(),
      });
      expect((await access.historyOf(first.id)).at(-1)).toMatchObject({
        ...{ event: 'extended', source: 'operator', ...REASON },
        evidence: { operator: access.shop.username, minutes: 120 },
      });
      expect((await access.historyOf(next.id)).at(-1)).toMatchObject({
        event: 'moved',
        evidence: { extended: first.id },
      });
      expect(await access.requestsOf(first)).toEqual([{ kind: 'coa', mac }]);
      const login = await access.radius.login(first.code, aMac());
      expect(Number(login.reply['Session-Timeout'])).toBeGreaterThan(4 * 3600 - 60);
    });

    it('moves nothing before it', async () => {
      const [first, next] = await access.aChain();
      const before = await access.periodOf(first.id);
      expect(await access.post(`${next.id}/extend/`, { minutes: 5, ...REASON })).toMatchObject({
        status: 200,
      });
      expect(await access.periodOf(first.id)).toEqual(before);
    });

    const EITHER = 'Give either minutes or hours.';
    it.each<[object, string, string]>([
      [REASON, 'minutes', EITHER],
      [{ ...REASON, minutes: 5, hours: 1 }, 'hours', EITHER],
      [{ ...REASON, minutes: 0 }, 'minutes', 'minutes must be at least 1'],
      [{ ...REASON, minutes: 525_601 }, 'minutes', 'minutes must be at most 525600'],
      [{ ...REASON, hours: 8_761 }, 'hours', 'hours must be at most 8760'],
      [{ ...REASON, hours: -1 }, 'hours', 'hours must be at least 1'],
      [{ minutes: 5 }, 'reason', 'reason is required'],
    ])('is told what is wrong with %j', async (body, field, message) => {
      const [first] = await access.aChain();
      expect(await access.post(`${first.id}/extend/`, body)).toMatchObject({
        status: 400,
        body: { fields: { [field]: [message] } },
      });
    });

    it('cannot extend a voucher that was not used yet', async () => {
      const voucher = await access.aVoucher();
      expect(await access.post(`${voucher.id}/extend/`, { minutes: 5, ...REASON })).toMatchObject({
        status: 409,
        body: { code: 'access_not_started' },
      });
    });
  });

  describe('who revokes access', () => {
    it('ends it at once: code, device and ticket are refused, and sessions end', async () => {
      const row = await insertEntitlement(access.pool, access.nas);
      const mac = aMac();
      await insertDevice(access.pool, row, mac);
      await access.openSession(row, mac);
      const ticket = await insertTicket(access.pool, row);
      const { status, body } = await access.post(`${row.id}/revoke/`, REASON);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ...{ state: 'revoked', is_active: false, revoke_reason: REASON.reason },
        chain_ends_at: null,
      });
      for (const user of [row.code, mac, ticket]) {
        expect(await access.radius.login(user, mac)).toMatchObject({
          isAccepted: false,
          reason: 'revoked',
        });
      }
      expect(await access.requestsOf(row)).toEqual([{ kind: 'disconnect', mac }]);
      expect((await access.historyOf(row.id)).at(-1)).toMatchObject({
        ...{ event: 'revoked', source: 'operator', ...REASON },
        evidence: { operator: access.shop.username },
      });
    });

    it('lets what follows start at once, and the customer stays online', async () => {
      const [first, next] = await access.aChain();
      const mac = aMac();
      await access.openSession(first, mac);
      expect(await access.post(`${first.id}/revoke/`, REASON)).toMatchObject({ status: 200 });
      const { revoked_at } = await access.detailsOf(first.id);
      const start = Date.parse(String(revoked_at));
      expect(await access.periodOf(next.id)).toEqual([start, start + HOUR_MS]);
      expect(await access.radius.login(next.code, mac)).toMatchObject({ isAccepted: true });
      expect(await access.requestsOf(first)).toEqual([{ kind: 'coa', mac }]);
      expect(await access.historyOf(next.id)).toContainEqual(
        expect.objectContaining({
          event: 'moved',
          evidence: { operator: access.shop.username, revoked: first.id },
        }),
      );
    });

    it('leaves what runs when it revokes what follows', async () => {
      const [first, next] = await access.aChain();
      const before = await access.periodOf(first.id);
      expect(await access.post(`${next.id}/revoke/`, REASON)).toMatchObject({ status: 200 });
      expect(await access.periodOf(first.id)).toEqual(before);
      expect(await access.radius.login(first.code, aMac())).toMatchObject({ isAccepted: true });
    });

    it.each([
      ['all of it', 80, 100],
      ['no more than its cap', 130, 70],
    ])('takes %s that was used in its time with it', async (_, usedMb, leftMb) => {
      const [first] = await access.aChain({ dataCapMb: 100 });
      const mac = aMac();
      await access.openSession(first, mac, usedMb * 1_000_000);
      await access.post(`${first.id}/revoke/`, REASON);
      expect(await leftOf(first, mac)).toBe(leftMb * 1_000_000);
    });

    it('divides by time what a session has used before and after the start', async () => {
      const sold = { dataCapMb: 100 };
      const { pool, nas } = access;
      const minutes = (count: number): string =>
        `date_trunc('hour', now()) + interval '${count} min'`;
      const first = await insertEntitlement(pool, nas, {
        ...sold,
        startsAt: minutes(-180),
        endsAt: minutes(-120),
      });
      const running = await insertEntitlement(pool, nas, {
        ...sold,
        after: first,
        startsAt: minutes(-120),
        endsAt: minutes(120),
      });
      const next = await insertEntitlement(pool, nas, {
        ...sold,
        after: running,
        startsAt: minutes(120),
        endsAt: minutes(180),
      });
      const mac = aMac();
      await access.openSession(first, mac, 60_000_000);
      await pool.query(
        `UPDATE accounting_sessions SET started_at = ${minutes(-150)}, updated_at = ${minutes(-60)}
          WHERE chain_id = $1`,
        [first.chainId],
      );
      await access.post(`${running.id}/revoke/`, REASON);
      // Two thirds of it. What is left of the first one adds up with the next one.
      expect(await leftOf(next, mac)).toBe(200_000_000 - 60_000_000 + 40_000_000);
      await access.post(`${next.id}/revoke/`, REASON);
      const { rows } = await pool.query<{ octets: string }>(
        'SELECT octets_revoked AS octets FROM entitlements WHERE id = $1',
        [next.id],
      );
      expect(rows).toEqual([{ octets: '0' }]);
    });

    it('may revoke a voucher that was not used yet', async () => {
      const voucher = await access.aVoucher();
      expect(await access.post(`${voucher.id}/revoke/`, REASON)).toMatchObject({
        status: 200,
        body: { state: 'revoked' },
      });
    });
  });

  it('who archives a router refuses its logins at once', async () => {
    const router = await insertNas(access.pool, {
      address: '10.77.0.11',
      userId: access.shop.userId,
    });
    const row = await insertEntitlement(access.pool, router);
    const mac = aMac();
    await insertDevice(access.pool, row, mac);
    const logins = new RadiusFunctions(access.pool, router);
    expect(await logins.login(row.code, mac)).toMatchObject({ isAccepted: true });
    await request(access.app.url)
      .delete(`/routers/${router.routerId}/`)
      .set(access.shop.token)
      .expect(204);
    for (const user of [row.code, mac]) {
      expect(await logins.login(user, mac)).toMatchObject({ isAccepted: false, reason: 'router' });
    }
  });

  it('is named in the security log for what they give, extend and revoke', async () => {
    const { body } = await access.grant({ package: access.packageId });
    const id = String(body['id']);
    await access.post(`${id}/extend/`, { minutes: 5, ...REASON });
    await access.post(`${id}/revoke/`, REASON);
    const lines = access.app.logs
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ entitlementId }) => entitlementId === id);
    expect(lines.map(({ event, userId, security }) => [event, userId, security])).toEqual([
      ['access_given', access.shop.userId, true],
      ['access_extended', access.shop.userId, true],
      ['access_revoked', access.shop.userId, true],
    ]);
  });
});
