import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';
import { initiate, paymentDetails } from '../support/selling.js';
import { anOperator } from '../support/shop.js';

const PAYS_LESS = '0700000122';
const PAYS_MORE = '0700000120';

/** What an operator can say about a payment that does not fit, and what the history then says. */
const WAYS = [
  {
    choice: 'Left as it is',
    fields: {},
    done: 'Left as it is',
    evidence: { resolution: 'accepted' },
  },
  {
    choice: 'Gave the customer more time',
    fields: { 'Hours to add': '2' },
    done: 'Access extended by 2 hours',
    evidence: { resolution: 'access_extended', hours: 2 },
  },
  {
    choice: 'Sent the money back',
    fields: { 'Reference of the refund': 'TDL8REFUND' },
    done: 'Sent the money back',
    evidence: { resolution: 'refunded_outside', reference: 'TDL8REFUND' },
  },
] as const;

describe('what there is to look at', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
    await place.app.database.query(`UPDATE routers SET access_method = 'radius'`);
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  const aReview = async (phone: string): Promise<string> => {
    const { body } = await initiate(place.app, place.shop, { phone_number: phone }).expect(201);
    await place.answerPrompts();
    return String(body.payment.id);
  };
  const lastEvidence = async (id: string): Promise<unknown> =>
    (await paymentDetails(place.app, place.shop, id)).history.at(-1)?.evidence;

  it('is explained, and leaves the list with a note', async () => {
    const id = await aReview(PAYS_LESS);
    const screen = await place.page('/review', { size: 'phone', language: 'sw', isDark: true });
    const { page } = screen;
    await screen.sees('Kiasi si sawa na bei');
    await screen.sees('0700 000 122');
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
    await page.getByRole('button', { name: 'Nimeangalia' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Nimerudisha pesa').check();
    await dialog.getByLabel('Kumbukumbu ya kurudisha pesa').fill('TDL9REFUND');
    await dialog.getByLabel('Maelezo').fill('Alilipa nusu');
    expect(await screen.findings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Hifadhi' }).dblclick();
    await screen.sees('Hakuna cha kuangalia');
    expect(await lastEvidence(id)).toMatchObject({
      resolution: 'refunded_outside',
      reference: 'TDL9REFUND',
      note: 'Alilipa nusu',
    });
  });

  it.each(BOTH_SIZES)('is resolved in each of three ways, from the payment: %s', async (size) => {
    const screen = await place.page('/settings', { size });
    const { page } = screen;
    const dialog = page.getByRole('dialog');
    for (const { choice, fields, done, evidence } of WAYS) {
      const id = await aReview(PAYS_MORE);
      await screen.open('/review');
      await page.getByRole('link', { name: 'See the payment' }).click();
      await screen.sees('Reported');
      await page.getByRole('button', { name: 'Done looking' }).click();
      await dialog.getByLabel(choice).check();
      for (const [label, value] of Object.entries(fields)) {
        await dialog.getByLabel(label).fill(value);
      }
      await dialog.getByLabel('Note').fill('Paid too much');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await screen.sees(`What was done: ${done}`);
      await dialog.waitFor({ state: 'detached' });
      expect(await lastEvidence(id)).toMatchObject({ ...evidence, note: 'Paid too much' });
    }
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  });

  it.each([
    ['phone', 'TDL4MADEUP'],
    ['wide', 'TDL5MADEUP'],
  ] as const)(
    'has money without a sale, which is assigned to a package: %s',
    async (size, receipt) => {
      await place.app.database.query(
        `INSERT INTO receipts (user_id, provider, receipt, state, till, amount_minor, currency,
                             credential_id, credential_version, environment, paid_at, received_at)
       VALUES ($1, 'kopokopo', $3, 'unmatched', 'K112233', 5000, 'KES', $2, 1, 'sandbox',
               now(), now())`,
        [place.shop.userId, place.shop.credentialId, receipt],
      );
      const screen = await place.page('/review?view=receipts', { size });
      const { page } = screen;
      await screen.sees(receipt);
      expect(await screen.findings()).toEqual([]);
      expect(await screen.isTooWide()).toBe(false);
      await page.getByRole('button', { name: `Assign ${receipt}` }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Package').selectOption(String(place.shop.packageId));
      await dialog.getByLabel('Phone').fill('0722999888');
      expect(await screen.findings()).toEqual([]);
      await dialog.getByRole('button', { name: 'Assign' }).click();
      await screen.sees('All money fits a sale');
      const { body } = await place.app
        .get(`/payments/?mpesa_reference=${receipt}`, place.shop.token)
        .expect(200);
      expect(body.results).toMatchObject([{ status: 'completed', phone_number: '0722999888' }]);
    },
  );

  it('is nothing for a new operator', async () => {
    const operator = await anOperator(place.app);
    const screen = await place.page('/review', { size: 'phone', operator });
    await screen.sees('Nothing to look at');
    expect(await screen.findings()).toEqual([]);
  });

  it('shows an error instead of an empty list, and tries again', async () => {
    const screen = await place.page('/settings');
    await screen.page.route('**/payments/?*', (route) => route.abort());
    await screen.page.getByRole('link', { name: 'To look at' }).click();
    await screen.page.getByRole('alert').waitFor();
    expect(await screen.text()).not.toContain('Nothing to look at');
    await screen.page.unroute('**/payments/?*');
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.sees('Nothing to look at');
  });
});
