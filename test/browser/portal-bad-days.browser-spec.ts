import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeWithFreeradius } from '../support/freeradius.js';
import { type PortalPhone } from '../support/portal-phone.js';
import { PortalPlace, SUPPORT_PHONE } from '../support/portal-place.js';
import { aPhone } from '../support/selling.js';

/** Numbers of the provider's simulator, and what its customers are told. */
const BAD_DAYS = [
  ['0700000101', 'cancelled'],
  ['0700000103', 'wrong_pin'],
  ['0700000104', 'no_money'],
  ['0700000105', 'phone_unreachable'],
  ['0700000106', 'timeout'],
  ['0700000107', 'other_prompt_open'],
  ['0700000122', 'in_review'],
  ['0700000205', 'outcome_unknown'],
] as const;

describeWithFreeradius('a bad day of a customer with a small phone', () => {
  let place: PortalPlace;

  beforeAll(async () => {
    place = await PortalPlace.open('127.0.0.42');
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  async function isWell(phone: PortalPhone): Promise<void> {
    expect(await phone.findings()).toEqual([]);
    const help = phone.page.locator('a[href^="tel:"]').first();
    expect(await help.getAttribute('href')).toContain(SUPPORT_PHONE.slice(1));
  }

  it.each(BAD_DAYS.map(([number, kind], index) => [kind, number, index % 2 === 0] as const))(
    'is told by the page that waited, and says whom to call: %s',
    async (kind, number, isEnglish) => {
      const phone = await place.phone({ language: isEnglish ? 'en' : 'sw', isDark: isEnglish });
      const { problems } = phone.texts;
      await phone.buy(number);
      if (kind !== 'outcome_unknown') {
        await phone.sees(phone.texts.waiting.promptTitle);
        await place.answerPrompts();
      }
      await phone.sees(problems[kind].title);
      await isWell(phone);
      const isOver = kind !== 'in_review' && kind !== 'outcome_unknown';
      const again = phone.page.getByRole('button', { name: phone.texts.common.tryAgain });
      expect(await again.count()).toBe(isOver ? 1 : 0);
    },
  );

  it('ends well after another try', async () => {
    const phone = await place.phone();
    const { common, paid, problems, waiting } = phone.texts;
    const number = aPhone();
    place.app.simulator.control.addOutcome({ outcome: 'wrong_pin', times: 1 });
    await phone.buy(number);
    await phone.sees(waiting.promptTitle);
    await place.answerPrompts();
    await phone.sees(problems.wrong_pin.title);
    await phone.tap(common.tryAgain);
    await phone.sees(waiting.promptTitle);
    await place.answerPrompts();
    await phone.sees(paid.title);
    expect(await place.chargesOf(number)).toEqual({ prompts: 2, paid: 1 });
    await phone.connect();
  });

  it('ends well when the provider was away', async () => {
    const phone = await place.phone();
    const { common, paid, problems, waiting } = phone.texts;
    const { control } = place.app.simulator;
    control.addFault({ fault: 'unavailable', status: 503 });
    await phone.buy(aPhone());
    await phone.sees(problems.provider_away.title);
    await isWell(phone);
    control.clearFaults();
    await phone.tap(common.tryAgain);
    await phone.sees(waiting.promptTitle);
    await place.answerPrompts();
    await phone.sees(paid.title);
  });

  it('ends well by itself when nobody knew whether the payment was made', async () => {
    const phone = await place.phone({ language: 'sw' });
    const { control } = place.app.simulator;
    // The provider's list and its event would soon tell: the page must have been seen before.
    control.addFault({ fault: 'server_error', endpoint: 'invoices', times: 'forever' });
    control.addWebhookFault({ fault: 'lost', times: 'forever' });
    await phone.buy('0700000206');
    await phone.sees(phone.texts.problems.outcome_unknown.title);
    control.clearFaults();
    control.clearWebhookFaults();
    await place.answerPrompts();
    await phone.sees(phone.texts.paid.title);
  });

  it('is explained when the router lets the device in no more', async () => {
    const phone = await place.phone();
    const { paid, problems, waiting } = phone.texts;
    const number = aPhone();
    await phone.buy(number);
    await phone.sees(waiting.promptTitle);
    await place.answerPrompts();
    await phone.sees(paid.title);
    await place.app.database.query(
      `UPDATE entitlements SET starts_at = now() - interval '2 hours', ends_at = now() - interval '1 s'
        WHERE payment_id IN (SELECT id FROM payments WHERE phone_number = $1)`,
      [number],
    );
    await phone.tap(paid.connect);
    await phone.sees(problems.expired.title);
    await isWell(phone);
  });
});
