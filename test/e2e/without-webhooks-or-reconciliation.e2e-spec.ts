import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FaultName, OUTCOME_PHONES } from 'intasend-simulator';
import { startTestApp, type TestApp } from '../support/app.js';
import { runPlannedJobs } from '../support/jobs.js';
import { aPhone, createLink, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

/** Ends in which the whole price is taken, in whatever way and whenever. */
const PAID_IN_FULL = [
  'success',
  'late_success',
  'retried',
  'unknown_state',
  'rounded_up',
  'net_mismatch',
  'no_receipt',
  'provider_ref',
  'duplicate_complete',
  'swapped',
  'early_webhook',
  'instant',
];
/** The push is carried out, and we do not hear so. */
const UNHEARD_YES: readonly FaultName[] = [
  'drop_after',
  'hang_after',
  'server_error_after',
  'not_json',
];
const FIVE_MINUTES_MS = 5 * 60_000;
const LOOKS = 4;

/** Sells to everybody whose money is taken in the end. @returns how many payments that were */
async function sellToAll(app: TestApp, shop: Shop): Promise<number> {
  const { control } = app.simulator;
  const phones = OUTCOME_PHONES.filter(({ name }) => PAID_IN_FULL.includes(name));
  for (const { phone } of phones) await initiate(app, shop, { phone_number: phone });
  for (const fault of UNHEARD_YES) {
    const phone = aPhone();
    control.addFault({ fault, endpoint: 'stk', phone: phone.slice(1) });
    await initiate(app, shop, { phone_number: phone }).expect(202);
  }
  const { body } = await createLink(app, shop, { phone_number: aPhone() }).expect(201);
  const form = new URLSearchParams({ phone_number: aPhone(), action: 'pay' });
  await fetch(String(body.intasend.payment_url), { method: 'POST', body: form });
  return phones.length + UNHEARD_YES.length + 1;
}

/** Who completed the payments that money was taken for; `nobody` where one is not completed. */
async function completers(app: TestApp, shop: Shop): Promise<string[]> {
  const books = app.simulator.control
    .books()
    .filter(({ publishableKey }) => publishableKey === shop.publishableKey);
  return Promise.all(
    books.map(async ({ apiRef }) => {
      const told = await paymentDetails(app, shop, apiRef.replace(/-1$/, ''));
      const completing = told.history.filter(({ to, event }) => {
        return to === 'completed' && ['completed', 'late_success'].includes(event);
      });
      return completing.map(({ source }) => source).join(' and ') || 'nobody';
    }),
  );
}

describe('payments when IntaSend sends no webhook', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ settings: { INTASEND_TIMEOUT_MS: '1000' } });
    app.simulator.control.behave({ webhooks: false });
  });
  afterAll(() => app.stop());

  it('are completed by reconciliation, each that was paid', async () => {
    const shop = await aShop(app);
    const sold = await sellToAll(app, shop);
    await app.simulator.control.advance(FIVE_MINUTES_MS);
    for (let look = 0; look < LOOKS; look += 1) await runPlannedJobs(app);

    expect(app.simulator.control.deliveries()).toEqual([]);
    expect(await completers(app, shop)).toEqual(
      Array.from({ length: sold }, () => 'reconciliation'),
    );
  });
});

describe('payments when no reconciliation job runs', () => {
  let app: TestApp;

  beforeAll(async () => {
    // The first question is an hour away, and no clock is moved here but the simulator's.
    app = await startTestApp({
      settings: { INTASEND_TIMEOUT_MS: '1000', RECONCILE_FIRST_DELAY_MS: '3600000' },
    });
  });
  afterAll(() => app.stop());

  it.each([
    ['prove where they come from', 'a challenge of both ends'],
    ['prove nothing', null],
  ])(
    'every payment that money was taken for is completed by webhooks that %s',
    async (_what, challenge) => {
      const shop = await aShop(app, { challenge });
      const sold = await sellToAll(app, shop);
      await app.simulator.control.advance(FIVE_MINUTES_MS);
      await app.idle();

      expect(await completers(app, shop)).toEqual(Array.from({ length: sold }, () => 'webhook'));
    },
  );
});
