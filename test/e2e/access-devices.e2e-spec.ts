import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids/uuid.js';
import { aMac, insertEntitlement } from '../support/access-rows.js';
import { OperatedAccess } from '../support/operated-access.js';
import { insertTicket } from '../support/radius-functions.js';

const REASON = { reason: 'The power was out' };

describe('an operator', () => {
  let access: OperatedAccess;

  beforeAll(async () => {
    access = await OperatedAccess.start();
  });
  afterAll(() => access.stop());

  describe('who manages devices', () => {
    it('attaches one, which then logs in without the code', async () => {
      const row = await insertEntitlement(access.pool, access.nas, { deviceLimit: 2 });
      const mac = aMac();
      expect(await access.radius.login(mac, mac)).toMatchObject({ isAccepted: false });
      const body = { mac_address: mac.replaceAll(':', '-').toLowerCase() };
      const answer = await access.post(`${row.id}/devices/`, body);
      expect(answer).toMatchObject({ status: 200, body: { devices: [{ mac_address: mac }] } });
      expect(await access.post(`${row.id}/devices/`, body)).toEqual(answer);
      expect(await access.radius.login(mac, mac)).toMatchObject({ isAccepted: true });
      expect((await access.historyOf(row.id)).map(({ event, source }) => [event, source])).toEqual([
        ['device_attached', 'operator'],
      ]);
    });

    it('is told when the limit is reached', async () => {
      const row = await insertEntitlement(access.pool, access.nas);
      const mac = aMac();
      await access.radius.login(row.code, mac);
      const body = { mac_address: aMac() };
      expect(await access.post(`${row.id}/devices/`, body)).toMatchObject({
        status: 409,
        body: { code: 'device_limit' },
      });
    });

    it('removes one, whose session and tickets end', async () => {
      const [first, next] = await access.aChain();
      const [mac, stays] = [aMac(), aMac()];
      for (const each of [mac, stays]) {
        await access.radius.login(first.code, each);
        await access.openSession(first, each);
      }
      const ticket = await insertTicket(access.pool, first, { mac });
      const given = encodeURIComponent(mac.toLowerCase());
      await access.removeDevice(next.id, given).expect(204);
      expect(await access.requestsOf(first)).toEqual([{ kind: 'disconnect', mac }]);
      expect((await access.detailsOf(first.id)).devices).toMatchObject([{ mac_address: stays }]);
      expect(await access.radius.login(mac, mac)).toMatchObject({ isAccepted: false });
      expect(await access.radius.login(ticket, mac)).toMatchObject({ reason: 'expired' });
      expect((await access.historyOf(next.id)).at(-1)).toMatchObject({
        event: 'device_removed',
        evidence: { operator: access.shop.username, mac_address: mac },
      });
      const again = await access.removeDevice(next.id, given).expect(404);
      expect(again.body).toMatchObject({ code: 'device_not_found' });
      await access.removeDevice(next.id, 'none').expect(404);
    });

    it('disconnects all devices, or one', async () => {
      const [first] = await access.aChain();
      const [one, two] = [aMac(), aMac()].sort();
      for (const mac of [one, two]) {
        await access.radius.login(first.code, mac ?? '');
        await access.openSession(first, mac ?? '');
      }
      const body = { mac_address: one };
      expect(await access.post(`${first.id}/disconnect/`, body)).toMatchObject({ status: 200 });
      expect(await access.requestsOf(first)).toEqual([{ kind: 'disconnect', mac: one }]);
      expect(await access.post(`${first.id}/disconnect/`, {})).toMatchObject({ status: 200 });
      expect(await access.requestsOf(first)).toHaveLength(2);
      const asked = await access.app.get(`/access/sessions/?code=${first.code}`, access.shop.token);
      expect(asked.body.results).toMatchObject([
        { request: { kind: 'disconnect', requested_at: expect.stringMatching(/Z$/) } },
        { request: { kind: 'disconnect' } },
      ]);
      expect((await access.historyOf(first.id)).slice(-2)).toMatchObject([
        {
          event: 'disconnect_requested',
          evidence: { operator: access.shop.username, mac_address: one },
        },
        { event: 'disconnect_requested', evidence: { operator: access.shop.username } },
      ]);
    });

    it('may disconnect again what is over, while a session is still open', async () => {
      const row = await insertEntitlement(access.pool, access.nas);
      const mac = aMac();
      await access.openSession(row, mac);
      expect(await access.post(`${row.id}/revoke/`, REASON)).toMatchObject({ status: 200 });
      expect(await access.post(`${row.id}/disconnect/`, {})).toMatchObject({ status: 200 });
    });
  });

  describe('who changes what is over', () => {
    const CHANGES: readonly (readonly [string, object])[] = [
      ['extend', { minutes: 5, ...REASON }],
      ['revoke', REASON],
      ['disconnect', {}],
      ['devices', { mac_address: 'AA:BB:CC:DD:EE:FF' }],
    ];
    it.each(CHANGES)('is refused: %s', async (name, body) => {
      const ended = { startsAt: `now() - interval '2 hours'`, endsAt: 'now()' };
      const rows = [
        await insertEntitlement(access.pool, access.nas, ended),
        await insertEntitlement(access.pool, access.nas, { isRevoked: true }),
      ];
      for (const { id } of rows) {
        const history = await access.historyOf(id);
        expect(await access.post(`${id}/${name}/`, body)).toMatchObject({
          status: 409,
          body: { code: 'access_ended' },
        });
        expect(await access.historyOf(id)).toEqual(history);
        await access.removeDevice(id, 'AA:BB:CC:DD:EE:FF').expect(409);
      }
    });

    it.each(CHANGES)('of another operator finds nothing: %s', async (name, body) => {
      const { id } = await insertEntitlement(access.pool, access.nas);
      for (const missing of [id, newId(), 'x']) {
        const answer = await access.app.post(
          `/access/entitlements/${missing}/${name}/`,
          body,
          access.other.token,
        );
        expect(answer).toMatchObject({ status: 404, body: { code: 'entitlement_not_found' } });
      }
      await access.removeDevice(id, 'AA:BB:CC:DD:EE:FF', access.other.token).expect(404);
      expect(await access.historyOf(id)).toEqual([]);
    });

    it.each(['', ...CHANGES.map(([name]) => `${newId()}/${name}/`)])(
      'needs a token: POST /access/entitlements/%s',
      async (path) => {
        await access.app.post(`/access/entitlements/${path}`, {}).expect(401);
        await access.app.post(`/access/entitlements/${path}`, {}, access.shop.portal).expect(401);
      },
    );
  });
});
