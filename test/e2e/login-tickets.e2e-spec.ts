import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { newId } from '../../src/common/ids/uuid.js';
import { aMac } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Bought, buy, withClaim } from '../support/claims.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { Place } from '../support/radius-place.js';
import { aPhone, type Overrides } from '../support/selling.js';
import { aShop } from '../support/shop.js';

describe('POST /access/login-tickets/', () => {
  let database: TestDatabase;
  let app: TestApp;
  let pool: Pool;
  let place: Place;
  let bought: Bought;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    pool = new Pool({ connectionString: database.url, max: 2 });
    place = await Place.open(app, pool);
  });
  beforeEach(async () => {
    bought = await buy(app, place.shop, { phone_number: aPhone() });
  });
  afterAll(async () => {
    await pool.end();
    await app.stop();
    await database.drop();
  });

  it('gives a ticket for the claim, in the header or in the body', async () => {
    const { id, claim } = bought;
    const answers = [
      await place.ticket({ payment_id: id }, withClaim(place.shop, claim)).expect(201),
      await place.ticket({ payment_id: id, access_claim: claim }).expect(201),
      await place.ticket({ payment_id: id }, place.shop.token).expect(201),
    ];
    const tickets = answers.map(({ body }) => String(body.login_ticket));
    expect(new Set(tickets).size).toBe(3);
    expect(await place.radius.login(tickets[0] ?? '', aMac())).toMatchObject({ isAccepted: true });
  });

  it('serves the named device only', async () => {
    const mac = aMac();
    const { body } = await place
      .ticket({ payment_id: bought.id, access_claim: bought.claim, mac_address: mac })
      .expect(201);
    const ticket = String(body.login_ticket);
    expect(await place.radius.login(ticket, aMac())).toMatchObject({ isAccepted: false });
    expect(await place.radius.login(ticket, mac)).toMatchObject({ isAccepted: true });
  });

  it('answers the same 404 without the claim, with another, and for other payments', async () => {
    const { id, claim } = bought;
    const other = await buy(app, place.shop, { phone_number: aPhone() });
    const stranger = await aShop(app);
    const answers = [
      await place.ticket({ payment_id: id }),
      await place.ticket({ payment_id: id, access_claim: other.claim }),
      await place.ticket({ payment_id: newId(), access_claim: claim }),
      await place.ticket({ payment_id: id, access_claim: claim }, stranger.portal),
      await place.ticket({ payment_id: id }, stranger.token),
    ];
    for (const { status, body } of answers) {
      expect({ status, ...body, request_id: '' }).toEqual({
        ...{ status: 404, code: 'access_not_found', request_id: '' },
        error: 'No access was found for this payment and access claim.',
      });
    }
  });

  it.each<[string, Overrides]>([
    ['payment_id', { payment_id: undefined }],
    ['payment_id', { payment_id: 'none' }],
    ['payment_id', { payment_id: 5 }],
    ['mac_address', { mac_address: 'none' }],
  ])('answers 400 for a wrong %s', async (field, changes) => {
    const body = { payment_id: bought.id, access_claim: bought.claim, ...changes };
    const answer = await place.ticket(body).expect(400);
    expect(Object.keys(answer.body.fields as object)).toEqual([field]);
  });

  it('answers 409 when the access has ended', async () => {
    await app.database.query(
      `UPDATE entitlements SET starts_at = now() - interval '2 days', ends_at = now()
        WHERE payment_id = $1`,
      [bought.id],
    );
    const { body } = await place
      .ticket({ payment_id: bought.id, access_claim: bought.claim })
      .expect(409);
    expect(body).toMatchObject({ code: 'access_ended' });
  });

  it('keeps the ten newest tickets of an access, however many ask at once', async () => {
    const ask = () => place.ticket({ payment_id: bought.id, access_claim: bought.claim });
    const answers = await Promise.all(Array.from({ length: 15 }, ask));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(15).fill(201));
    const [row] = await app.database.query<{ count: number }>(
      `SELECT count(*)::integer FROM login_tickets t JOIN entitlements e ON e.id = t.chain_id
        WHERE e.payment_id = $1`,
      [bought.id],
    );
    expect(row?.count).toBe(10);
    const { body } = await ask().expect(201);
    expect(await place.radius.login(String(body.login_ticket), aMac())).toMatchObject({
      isAccepted: true,
    });
  });
});
