import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { aMac, insertNas } from '../support/access-rows.js';
import { OperatedAccess } from '../support/operated-access.js';
import { aPackage } from '../support/shop.js';

const HOUR_MS = 3_600_000;
const REASON = { reason: 'The power was out' };

describe('an operator', () => {
  let access: OperatedAccess;

  beforeAll(async () => {
    access = await OperatedAccess.start();
  });
  afterAll(() => access.stop());

  const minutesFromNow = (time: unknown): number =>
    Math.round((Date.parse(String(time)) - Date.now()) / 60_000);

  describe('who gives access', () => {
    it('copies a package, and the named device logs in without the code at once', async () => {
      const mac = aMac();
      const { status, body } = await access.grant({
        ...{ package: access.packageId, phone: '0712 345 678', mac_address: mac.toLowerCase() },
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        ...{ source: 'operator', state: 'running', payment: null, package: access.packageId },
        ...{ phone_number: '+254712345678', router: access.nas.routerId, chain: body['id'] },
        ...{ duration_minutes: 24 * 60, download_speed_mbps: 10, upload_speed_mbps: 5 },
        devices: [{ mac_address: mac, named_at_sale: true, online: false }],
      });
      expect(minutesFromNow(body['ends_at'])).toBe(24 * 60);
      expect(await access.radius.login(mac, mac)).toMatchObject({ isAccepted: true });
      expect(await access.radius.login(String(body['code']), mac)).toMatchObject({
        isAccepted: true,
        reply: { 'Mikrotik-Rate-Limit': '5M/10M' },
      });
      expect(await access.historyOf(String(body['id']))).toMatchObject([
        {
          ...{ event: 'created', source: 'operator', reason: 'A gift' },
          evidence: { operator: access.shop.username },
        },
      ]);
    });

    it('may give minutes and speeds of their own', async () => {
      const { status, body } = await access.grant({
        ...{ minutes: 1, download_speed_mbps: 3, upload_speed_mbps: 1 },
        ...{ device_limit: 4, data_cap_mb: 500 },
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        ...{ package: null, package_name: 'Given by the operator', phone_number: '', devices: [] },
        ...{ duration_minutes: 1, device_limit: 4, data_cap_mb: 500 },
      });
      const login = await access.radius.login(String(body['code']), aMac());
      expect(login.reply).toMatchObject({ 'Mikrotik-Total-Limit': '500000000' });
      expect(Number(login.reply['Session-Timeout'])).toBeLessThanOrEqual(60);
    });

    it('may take a package that is not on sale any more', async () => {
      const withdrawn = await aPackage(access.app, access.shop, access.nas.routerId);
      await request(access.app.url)
        .patch(`/routers/packages/${withdrawn}/`)
        .set(access.shop.token)
        .send({ is_active: false })
        .expect(200);
      expect(await access.grant({ package: withdrawn })).toMatchObject({ status: 201 });
    });

    const EITHER = 'Give either package, or minutes with both speeds.';
    const SPEEDS = { download_speed_mbps: 3, upload_speed_mbps: 1 };
    it.each<[object, string, string]>([
      [{}, 'package', EITHER],
      [SPEEDS, 'minutes', EITHER],
      [{ package: 1, minutes: 5 }, 'minutes', EITHER],
      [
        { package: 1, device_limit: 2 },
        'device_limit',
        'device_limit comes from the package. Leave it out, or the package.',
      ],
      [
        { minutes: 5, download_speed_mbps: 3 },
        'upload_speed_mbps',
        'upload_speed_mbps is required without package',
      ],
      [{ ...SPEEDS, minutes: 0 }, 'minutes', 'minutes must be at least 1'],
      [{ ...SPEEDS, minutes: 525_601 }, 'minutes', 'minutes must be at most 525600'],
      [{ ...SPEEDS, minutes: 1.5 }, 'minutes', 'minutes must be a whole number'],
      [
        { ...SPEEDS, minutes: 5, device_limit: 21 },
        'device_limit',
        'device_limit must be at most 20',
      ],
      [{ ...SPEEDS, minutes: 5, data_cap_mb: 0 }, 'data_cap_mb', 'data_cap_mb must be at least 1'],
      [{ ...SPEEDS, minutes: 5, phone: '12' }, 'phone', 'Invalid phone number format'],
      [
        { ...SPEEDS, minutes: 5, mac_address: 'x' },
        'mac_address',
        'mac_address must be a MAC address such as AA:BB:CC:DD:EE:FF',
      ],
      [{ ...SPEEDS, minutes: 5, reason: ' ' }, 'reason', 'reason must not be blank'],
      [{ ...SPEEDS, minutes: 5, reason: null }, 'reason', 'reason must be text'],
      [{ ...SPEEDS, minutes: 5, router: 'x' }, 'router', 'router must be an integer id'],
    ])('is told what is wrong with %j', async (body, field, message) => {
      expect(await access.grant(body)).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', fields: { [field]: [message] } },
      });
    });

    it('cannot name what is not theirs, is archived, or belongs to another router', async () => {
      const speeds = { minutes: 5, download_speed_mbps: 3, upload_speed_mbps: 1 };
      const stranger = { router: access.other.routerId, ...speeds };
      expect(await access.grant(stranger)).toMatchObject({
        status: 404,
        body: { code: 'router_not_found' },
      });
      expect(await access.grant({ package: access.other.packageId })).toMatchObject({
        status: 404,
        body: { code: 'package_not_found' },
      });
      expect(await access.grant({ package: access.shop.packageId })).toMatchObject({
        status: 400,
        body: { fields: { package: ['package must be one of this router'] } },
      });
      const gone = await insertNas(access.pool, {
        address: '10.77.0.10',
        userId: access.shop.userId,
      });
      await access.pool.query('UPDATE routers SET archived_at = now() WHERE id = $1', [
        gone.routerId,
      ]);
      expect(await access.grant({ ...speeds, router: gone.routerId })).toMatchObject({
        status: 404,
      });
    });
  });

  describe('who repeats a request with its Idempotency-Key', () => {
    it('gets the first answer, which was committed with what it tells of', async () => {
      const key = { 'Idempotency-Key': newId() };
      const first = await access.grant({ package: access.packageId }, key);
      const again = await access.grant({ package: access.packageId }, key);
      expect(again).toEqual(first);
      expect(
        await access.grant({ package: access.packageId, reason: 'Another' }, key),
      ).toMatchObject({
        status: 422,
      });
      const { rows } = await access.pool.query(
        `SELECT k.xmin = e.xmin AS "isSameCommit",
                k.answer::text LIKE '%' || e.access_code || '%' AS "hasCode"
           FROM entitlements e, idempotency_keys k
          WHERE e.id = $1 AND k.user_id = e.user_id AND k.answer->'body'->>'id' = e.id::text`,
        [first.body['id']],
      );
      expect(rows).toEqual([{ isSameCommit: true, hasCode: false }]);
    });

    it('extends once, and revokes once', async () => {
      const [first] = await access.aChain();
      const [, end] = await access.periodOf(first.id);
      const key = { 'Idempotency-Key': newId() };
      const extension = { minutes: 30, ...REASON };
      const answers = [
        await access.post(`${first.id}/extend/`, extension, key),
        await access.post(`${first.id}/extend/`, extension, key),
      ];
      expect(answers[1]).toEqual(answers[0]);
      expect(await access.periodOf(first.id)).toEqual([expect.any(Number), end + HOUR_MS / 2]);
      const revoking = { 'Idempotency-Key': newId() };
      const revoked = await access.post(`${first.id}/revoke/`, REASON, revoking);
      expect(revoked.status).toBe(200);
      expect(await access.post(`${first.id}/revoke/`, REASON, revoking)).toEqual(revoked);
      expect(await access.post(`${first.id}/revoke/`, REASON)).toMatchObject({ status: 409 });
    });
  });
});
