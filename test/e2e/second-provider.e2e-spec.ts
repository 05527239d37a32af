import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Money } from '../../src/common/money/money.js';
import { SellService } from '../../src/payments/sell/sell.service.js';
import { PROVIDERS } from '../../src/providers/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { age, runPlannedJobs } from '../support/jobs.js';
import { opened, rowOf } from '../support/sealed.js';
import { aPhone, eventsOf, paymentDetails } from '../support/selling.js';
import { anOperator, aPackage, aRouter, type Operator } from '../support/shop.js';
import { tillProvider } from '../support/till-provider/index.js';
import {
  type Charge,
  type Merchant,
  startTillService,
  type TillService,
} from '../support/till-provider/till-service.js';
import { securityEvents, storedEvents } from '../support/webhooks.js';

const MERCHANT: Merchant = {
  clientId: 'till-client-1',
  clientSecret: 'till-secret-0123456789',
  apiKey: 'till-webhook-0123456789',
  till: 'K112233',
};
const KEYS = {
  provider: 'kopokopo',
  client_id: MERCHANT.clientId,
  client_secret: MERCHANT.clientSecret,
  api_key: MERCHANT.apiKey,
  till_number: MERCHANT.till,
};
const PRICE = '50.00';

describe('a second provider, which is one folder and one line', () => {
  let app: TestApp;
  let service: TillService;
  let operator: Operator;
  let credentialId: number;
  let routerId: number;
  let packageId: number;

  beforeAll(async () => {
    service = await startTillService(MERCHANT);
    app = await startTestApp({ providers: [...PROVIDERS, tillProvider(service.url)] });
  });
  afterAll(async () => {
    await app.stop();
    await service.stop();
  });
  beforeEach(async () => {
    operator = await anOperator(app);
    const { body } = await add(KEYS).expect(201);
    credentialId = Number(body.id);
    routerId = await aRouter(app, operator);
    packageId = await aPackage(app, operator, routerId, { price: PRICE, duration_hours: 24 });
  });

  const add = (body: object) => app.post('/payments/credentials/', body, operator.token);
  const change = (body: object) =>
    request(app.url).patch(`/payments/credentials/${credentialId}/`).set(operator.token).send(body);

  const sale = () => ({
    userId: operator.userId,
    ...({ provider: 'kopokopo', routerId, packageId, phoneNumber: aPhone() } as const),
    amount: Money.parse(PRICE, 'KES'),
    ...({ paymentMethod: 'mpesa', macAddress: '', ipAddress: '', earlierClaimHash: null } as const),
  });
  const sell = async (): Promise<string> => {
    const { record } = await app.nest.get(SellService, { strict: false }).prompt(sale());
    return record.id;
  };
  const chargeOf = (paymentId: string): Charge => {
    const charge = service.charges.find(({ reference }) => reference === `${paymentId}-1`);
    if (!charge) throw new Error('The service was not asked to collect');
    return charge;
  };
  const details = (paymentId: string) => paymentDetails(app, operator, paymentId);

  /** Sends a webhook to the path that the service was given. */
  async function deliver(charge: Charge, changed: Partial<{ body: string }> = {}): Promise<void> {
    const { body, headers } = { ...service.webhookOf(charge), ...changed };
    const { pathname } = new URL(charge.callbackUrl);
    await request(app.url).post(pathname).set(headers).send(body).expect(200, { status: 'ok' });
    await app.idle();
  }

  describe('its credentials', () => {
    it('have the fields that it declares, and show no secret', async () => {
      const { body, text } = await add(KEYS).expect(201);
      expect(body).toMatchObject({
        provider: 'kopokopo',
        client_id: MERCHANT.clientId,
        till_number: MERCHANT.till,
        private_key_hint: '6789',
        has_webhook_challenge: true,
      });
      expect(text).not.toContain(MERCHANT.clientSecret);
      expect(text).not.toContain(MERCHANT.apiKey);
      const row = await rowOf(app, 'credentials', body.id);
      expect(opened(app, row['private_key_sealed'])).toBe(MERCHANT.clientSecret);
      expect(opened(app, row['webhook_challenge_sealed'])).toBe(MERCHANT.apiKey);
      expect(opened(app, row['further_fields_sealed'])).toBe(`{"till_number":"${MERCHANT.till}"}`);
    });

    it.each<[string, object, string, string]>([
      ['a missing field', { till_number: undefined }, 'till_number', 'till_number is required'],
      ['a missing secret', { client_secret: '' }, 'client_secret', 'client_secret is required'],
      [
        'a field of another form',
        { till_number: '12' },
        'till_number',
        'till_number must be a K with digits after it',
      ],
      [
        'a secret in the wrong field',
        { client_id: MERCHANT.clientSecret },
        'client_id',
        'client_id must be the public half of the keys, and this is a private one',
      ],
    ])('are refused with %s', async (_what, overrides, field, message) => {
      const { body } = await add({ ...KEYS, ...overrides }).expect(400);
      expect(body.fields).toEqual({ [field]: [message] });
    });

    it('are changed one by one, each change being a new version', async () => {
      await change({ till_number: 'K999' }).expect(200);
      await change({ till_number: 'K999', api_key: MERCHANT.apiKey }).expect(200);
      const row = await rowOf(app, 'credentials', credentialId);
      expect(row['version']).toBe(2);
      expect(opened(app, row['further_fields_sealed'])).toBe('{"till_number":"K999"}');
      expect(opened(app, row['private_key_sealed'])).toBe(MERCHANT.clientSecret);
      const { body } = await change({ till_number: 'no till' }).expect(400);
      expect(Object.keys(body.fields)).toEqual(['till_number']);
    });

    it('keep no secret once they are deleted', async () => {
      const path = `/payments/credentials/${credentialId}/`;
      await request(app.url).delete(path).set(operator.token).expect(204);
      expect(await rowOf(app, 'credentials', credentialId)).toMatchObject({
        private_key_sealed: '',
        webhook_challenge_sealed: null,
        further_fields_sealed: null,
      });
    });

    it('are verified by the provider', async () => {
      const path = `/payments/credentials/${credentialId}/`;
      const accepted = await app.post(`${path}verify/`, {}, operator.token).expect(200);
      expect(accepted.body.is_valid).toBe(true);
      const key = { private_key: 'till-secret-of-nobody' };
      await app.post(`${path}update-private-key/`, key, operator.token).expect(200);
      const refused = await app.post(`${path}verify/`, {}, operator.token).expect(200);
      expect(refused.body.is_valid).toBe(false);
    });
  });

  it('sells, and settles by a webhook that is signed over its bytes', async () => {
    const id = await sell();
    const charge = chargeOf(id);
    expect(charge).toMatchObject({ till: MERCHANT.till, amount: PRICE });
    expect(charge.callbackUrl).toMatch(/^http.*\/payments\/webhook\/kopokopo\/$/);
    expect(await details(id)).toMatchObject({ status: 'processing', payment_provider: 'kopokopo' });

    service.finish(charge, 'Success');
    await deliver(charge);
    expect(await details(id)).toMatchObject({ status: 'completed', mpesa_reference: 'RCHARGE-1' });
    expect(service.questions).not.toContain(charge.id);
    expect((await storedEvents(app)).at(-1)).toMatchObject({
      trust: 'authenticated',
      outcome: 'settled',
      paymentId: id,
    });
  });

  it('is asked when the bytes of a webhook are not those that were signed', async () => {
    const id = await sell();
    const charge = chargeOf(id);
    const parsed: unknown = JSON.parse(service.webhookOf({ ...charge, status: 'Success' }).body);
    await deliver({ ...charge, status: 'Success' }, { body: JSON.stringify(parsed) });
    await runPlannedJobs(app);
    expect((await details(id)).status).toBe('processing');
    expect((await storedEvents(app)).at(-1)).toMatchObject({ trust: 'refused', paymentId: id });
    expect(securityEvents(app)).toContainEqual(
      expect.objectContaining({ event: 'webhook_refused', paymentId: id }),
    );
  });

  it.each([
    ['Success', 'completed'],
    ['Failed', 'failed'],
  ] as const)('is reconciled without a webhook: %s', async (status, expected) => {
    const id = await sell();
    service.finish(chargeOf(id), status);
    await runPlannedJobs(app);
    expect((await details(id)).status).toBe(expected);
  });

  describe('a charge whose Location was lost', () => {
    const sellUnheard = async (): Promise<string> => {
      service.loseNextAnswer();
      return sell();
    };

    it('cannot be looked up, which is not the same as that there is none', async () => {
      const id = await sellUnheard();
      await runPlannedJobs(app);
      expect((await details(id)).status).toBe('pending');
      await age(app, id, 23 * 60);
      await runPlannedJobs(app);
      expect((await details(id)).status).toBe('pending');
      await age(app, id, 61);
      await runPlannedJobs(app);
      const expired = await details(id);
      expect(expired).toMatchObject({ status: 'failed', review_reason: 'cannot_verify' });
      expect(expired.history.at(-1)?.evidence).toMatchObject({ cannot_verify: 'no_lookup' });
      expect(service.questions).not.toContain(chargeOf(id).id);
    });

    it('is settled by its webhook', async () => {
      const id = await sellUnheard();
      const charge = chargeOf(id);
      service.finish(charge, 'Success');
      await deliver(charge);
      const settled = await details(id);
      expect(settled.status).toBe('completed');
      expect(eventsOf(settled)).toContain('completed');
    });

    it('is asked about once an unverified webhook has named it', async () => {
      const id = await sellUnheard();
      const charge = chargeOf(id);
      service.finish(charge, 'Success');
      const parsed: unknown = JSON.parse(service.webhookOf(charge).body);
      await deliver(charge, { body: JSON.stringify(parsed) });
      await runPlannedJobs(app);
      expect((await details(id)).status).toBe('completed');
    });
  });

  it('makes no links, as it says', async () => {
    const link = app.nest.get(SellService, { strict: false }).link(sale());
    await expect(link).rejects.toMatchObject({
      code: 'method_not_offered',
      message: 'Kopo Kopo has no payment link for this payment method.',
    });
  });

  it('has its own name in errors, and payments of its own', async () => {
    const id = await sell();
    const path = `/payments/intasend/${id}/check-status/`;
    const { body } = await app.post(path, {}, operator.portal).expect(400);
    expect(body.error).toBe('This payment was not initiated through IntaSend');
    await request(app.url)
      .delete(`/payments/credentials/${credentialId}/`)
      .set(operator.token)
      .expect(204);
    await expect(sell()).rejects.toMatchObject({
      message:
        'No active Kopo Kopo credentials found. Please add your Kopo Kopo API credentials first.',
    });
  });

  it('is not mistaken for another: webhooks of a path are those of its provider', async () => {
    const id = await sell();
    const charge = chargeOf(id);
    service.finish(charge, 'Success');
    const { body, headers } = service.webhookOf(charge);
    await request(app.url).post('/payments/webhook/').set(headers).send(body).expect(200);
    await request(app.url).post('/payments/webhook/intasend/').set(headers).send(body).expect(200);
    await request(app.url).post('/payments/webhook/paypal/').set(headers).send(body).expect(404);
    await app.idle();
    expect((await details(id)).status).toBe('processing');
  });
});
