import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  aMac,
  type EntitlementRow,
  insertDevice,
  insertEntitlement,
} from '../support/access-rows.js';
import { type Body, OperatedAccess } from '../support/operated-access.js';
import { aPhone } from '../support/selling.js';
import { aPromptOut, deliver, failedEvent, paidEvent } from '../support/webhooks.js';

interface Found {
  readonly code: string;
  readonly problem: string;
  readonly at: string | null;
}

describe('the diagnosis', () => {
  let access: OperatedAccess;

  beforeAll(async () => {
    access = await OperatedAccess.start({ settings: { RATE_LIMIT_SCALE: '1000' } });
    await access.pool.query(
      `UPDATE radius.nas SET first_packet_at = now() - interval '1 day', last_packet_at = now()`,
    );
  });
  afterAll(() => access.stop());

  const diagnose = async (query: string): Promise<Body> => {
    const { body } = await access.app
      .get(`/access/diagnose/?${query}`, access.shop.token)
      .expect(200);
    return body as Body;
  };
  const codesOf = ({ findings }: Body): string[] =>
    (findings as readonly Found[]).map(({ code }) => code);
  const first = ({ findings }: Body): Found | undefined => (findings as readonly Found[])[0];
  const of = (row: EntitlementRow): string => `code=${row.code}`;

  it('finds nobody by what nobody has', async () => {
    for (const query of [
      'code=ZZZZZZZZ',
      'phone=0711999999',
      'mac=FF:FF:FF:FF:FF:FF',
      'mpesa_reference=NOSUCH',
    ]) {
      expect(await diagnose(query)).toMatchObject({
        ...{ payment: null, entitlement: null, router: null, online: false },
        findings: [{ code: 'no_such_payment', at: null }],
      });
    }
  });

  it('follows a sale from the prompt to the end', async () => {
    const [phone, mac] = [aPhone(), aMac()];
    const receipt = `T${mac.replaceAll(':', '')}`;
    const sold = await aPromptOut(access.app, access.shop, {
      phone_number: phone,
      mac_address: mac,
    });
    expect(await diagnose(`phone=${phone}`)).toMatchObject({
      ...{ payment: sold.id, entitlement: null, router: access.shop.routerId },
      findings: [{ code: 'payment_open' }],
    });
    await deliver(access.app, failedEvent(sold, access.shop));
    expect(first(await diagnose(`mac=${mac}`))).toMatchObject({
      code: 'no_entitlement',
      problem: expect.stringContaining('The payment has failed'),
    });
    const late = { mpesa_reference: receipt, updated_at: '2026-01-01T15:10:00+03:00' };
    await deliver(access.app, paidEvent(sold, access.shop, late));
    for (const query of [`phone=${phone}`, `mac=${mac}`, `mpesa_reference=${receipt}`]) {
      const diagnosis = await diagnose(query);
      expect(diagnosis).toMatchObject({ payment: sold.id, findings: [] });
      expect(diagnosis['entitlement']).not.toBeNull();
    }
    await access.pool.query(
      `UPDATE entitlements SET starts_at = now() - interval '2 days', ends_at = now()
        WHERE payment_id = $1`,
      [sold.id],
    );
    expect(codesOf(await diagnose(`mpesa_reference=${receipt}`))).toEqual(['expired']);
  });

  it('says that a payment is under review', async () => {
    const phone = aPhone();
    const sold = await aPromptOut(access.app, access.shop, { phone_number: phone });
    await deliver(access.app, paidEvent(sold, access.shop));
    await access.pool.query(`UPDATE payments SET review_reason = 'double_payment' WHERE id = $1`, [
      sold.id,
    ]);
    expect(codesOf(await diagnose(`phone=${phone}`))).toEqual(['in_review']);
  });

  it('says that access is over, or was revoked and why', async () => {
    const ended = { startsAt: `now() - interval '2 hours'`, endsAt: `now() - interval '1 hour'` };
    const over = await insertEntitlement(access.pool, access.nas, ended);
    expect(codesOf(await diagnose(of(over)))).toEqual(['expired']);
    const revoked = await insertEntitlement(access.pool, access.nas);
    await access.post(`${revoked.id}/revoke/`, { reason: 'Refunded' });
    expect(first(await diagnose(of(revoked)))).toMatchObject({
      code: 'expired',
      problem: 'The access was revoked (Refunded).',
    });
  });

  it('says that the router was never heard from, or has another secret', async () => {
    const row = await insertEntitlement(access.pool, access.nas);
    const packets = async (firstPacket: string, lastPacket: string, changed = '2 days') => {
      await access.pool.query(
        `UPDATE radius.nas SET first_packet_at = ${firstPacket}, last_packet_at = ${lastPacket},
                secret_changed_at = now() - $2::interval WHERE router_id = $1`,
        [access.nas.routerId, changed],
      );
      return codesOf(await diagnose(of(row)));
    };
    const hourAgo = `now() - interval '1 hour'`;
    expect(await packets('NULL', 'NULL')).toEqual(['router_never_heard_from']);
    expect(await packets(hourAgo, 'NULL')).toEqual(['wrong_secret_suspected']);
    expect(await packets(hourAgo, hourAgo, '30 minutes')).toEqual(['wrong_secret_suspected']);
    expect(await packets(hourAgo, 'now()')).toEqual([]);
  });

  it('suspects the secret when the password of the right code could not be read', async () => {
    const row = await insertEntitlement(access.pool, access.nas);
    const mac = aMac();
    // FreeRADIUS reports so when PAP brings a password that a wrong secret has made unreadable.
    await access.radius.call(
      ...(['on_post_auth', row.code, mac, access.nas.address, 'Access-Reject', '', ''] as const),
    );
    expect(codesOf(await diagnose(of(row)))).toEqual(['wrong_secret_suspected']);
  });

  it('says that the limit of devices is reached, for the device and for the code', async () => {
    const row = await insertEntitlement(access.pool, access.nas);
    const [mac, further] = [aMac(), aMac()];
    expect(await access.radius.login(row.code, mac)).toMatchObject({ isAccepted: true });
    await access.openSession(row, mac);
    expect(await access.radius.login(row.code, further)).toMatchObject({ reason: 'devices' });
    const diagnosis = await diagnose(of(row));
    expect(codesOf(diagnosis)).toEqual(['device_limit']);
    expect(first(diagnosis)).toMatchObject({
      problem: 'As many devices as were sold are attached: 1 of 1.',
      at: expect.stringMatching(/Z$/),
    });
    expect(diagnosis).toMatchObject({ online: true, entitlement: row.id });
  });

  it('says why and when the router rejected the last login', async () => {
    const mac = aMac();
    await access.radius.guess(mac, 21);
    const row = await insertEntitlement(access.pool, access.nas);
    expect(await access.radius.login(row.code, mac)).toMatchObject({ reason: 'limited' });
    const router = `router=${access.nas.routerId}`;
    const byDevice = await diagnose(`mac=${mac}&${router}`);
    expect(codesOf(byDevice)).toEqual(['no_such_payment', 'router_rejected']);
    await insertDevice(access.pool, row, mac);
    expect(codesOf(await diagnose(`mac=${mac}`))).toEqual(['router_rejected']);
    expect(await access.radius.login(row.code, mac)).toMatchObject({ isAccepted: true });
    expect(codesOf(await diagnose(`mac=${mac}`))).toEqual([]);
  });

  it('says that the data is used up', async () => {
    const row = await insertEntitlement(access.pool, access.nas, { dataCapMb: 1 });
    const mac = aMac();
    const session = { session: 'cap', user: row.code, mac };
    await access.radius.account({ type: 'Start', ...session });
    await access.radius.account({ type: 'Stop', ...session, in: 600_000, out: 600_000 });
    expect(first(await diagnose(of(row)))).toMatchObject({
      code: 'router_rejected',
      problem: 'The data that was bought is used up.',
    });
  });

  it('says that a login was accepted and no session reported', async () => {
    const row = await insertEntitlement(access.pool, access.nas);
    const mac = aMac();
    await access.radius.login(row.code, mac);
    await access.pool.query(
      `UPDATE login_attempts
          SET created_at = now() - interval '5 minutes', last_at = now() - interval '5 minutes'
        WHERE chain_id = $1`,
      [row.chainId],
    );
    expect(codesOf(await diagnose(of(row)))).toEqual(['logged_in_no_accounting']);
    expect((await access.detailsOf(row.id))['diagnosis']).toMatchObject([
      { code: 'logged_in_no_accounting' },
    ]);
    await access.openSession(row, mac);
    expect(await diagnose(of(row))).toMatchObject({ online: true, findings: [] });
  });

  it('looks at one router only, when it is given', async () => {
    const row = await insertEntitlement(access.pool, access.nas);
    expect(await diagnose(`${of(row)}&router=${access.nas.routerId}`)).toMatchObject({
      entitlement: row.id,
    });
    expect(codesOf(await diagnose(`${of(row)}&router=${access.shop.routerId}`))).toEqual([
      'no_such_payment',
    ]);
  });

  it('shows nothing of another operator', async () => {
    const row = await insertEntitlement(access.pool, access.nas);
    const mac = aMac();
    await insertDevice(access.pool, row, mac);
    for (const query of [of(row), `mac=${mac}`]) {
      const { body } = await access.app
        .get(`/access/diagnose/?${query}`, access.other.token)
        .expect(200);
      expect(body).toMatchObject({ entitlement: null, router: null });
      expect(codesOf(body as Body)).toEqual(['no_such_payment']);
    }
    const path = `/access/diagnose/?${of(row)}&router=${access.nas.routerId}`;
    const { body } = await access.app.get(path, access.other.token).expect(404);
    expect(body).toMatchObject({ code: 'router_not_found' });
  });

  const ONE = 'Give one of code, phone, mac and mpesa_reference';
  it.each([
    ['', 'code', ONE],
    ['router=1', 'code', ONE],
    ['code=K7MP2XQR&phone=0712345678', 'code', ONE],
    ['code=abc', 'code', 'code must be an access code such as K7MP2XQR'],
    ['phone=1', 'phone', 'Invalid phone number format'],
    ['mac=x', 'mac', 'mac must be a MAC address'],
    [
      'mpesa_reference=%00',
      'mpesa_reference',
      'mpesa_reference must be a receipt such as TDL4X5Y6Z7',
    ],
    ['code=K7MP2XQR&router=x', 'router', 'router must be an integer id'],
  ])('refuses ?%s', async (query, field, message) => {
    const { body } = await access.app
      .get(`/access/diagnose/?${query}`, access.shop.token)
      .expect(400);
    expect(body).toMatchObject({ fields: { [field]: [message] } });
  });

  it('needs a token', async () => {
    await access.app.get('/access/diagnose/?code=K7MP2XQR').expect(401);
    await access.app.get('/access/diagnose/?code=K7MP2XQR', access.shop.portal).expect(401);
  });
});
