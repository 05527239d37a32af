import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeWithFreeradius } from '../support/freeradius.js';
import { type PhoneOptions, type PortalPhone } from '../support/portal-phone.js';
import { PortalPlace } from '../support/portal-place.js';
import { aPhone } from '../support/selling.js';

const TICKET = /login\?var=lt-[0-9a-f]{32}$/;
/** The most that the first page may have on the wire, in bytes. */
const FIRST_PAGE_BYTES = 10_240;
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime))
    .observe({ type: 'paint', buffered: true });
})`;

const PHONES: readonly (readonly [name: string, phone: PhoneOptions])[] = [
  ['with a script, in English', { language: 'en' }],
  ['slow, in Swahili, dark', { language: 'sw', isDark: true, isSlow: true }],
  ['without a script, in Swahili', { script: false, language: 'sw' }],
  ['without a script, in English, dark', { script: false, language: 'en', isDark: true }],
];

describeWithFreeradius('a customer of a hotspot, with a small phone', () => {
  let place: PortalPlace;

  beforeAll(async () => {
    place = await PortalPlace.open('127.0.0.41');
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  /** Axe needs scripts; without one the pages are the same. */
  async function isAccessible(phone: PortalPhone): Promise<void> {
    if (phone.hasScript) expect(await phone.findings()).toEqual([]);
  }

  it.each(PHONES)('pays and is online: %s', async (_name, options) => {
    const phone = await place.phone(options);
    const { texts } = phone;
    const number = aPhone();
    await phone.open();
    await isAccessible(phone);
    await phone.choose();
    await isAccessible(phone);
    await phone.pay(number);
    await phone.sees(texts.waiting.promptTitle);
    expect(await phone.text()).toContain(texts.waiting.promptSentTo(number));
    await isAccessible(phone);

    await place.answerPrompts();
    await phone.sees(texts.paid.title);
    await isAccessible(phone);
    const [{ code, receipt }] = (await place.boughtBy(number)) as [Row];
    const shown = (await phone.text()).replaceAll(/[-\s]/g, '');
    expect([shown.includes(code), shown.includes(receipt)]).toEqual([true, true]);

    phone.places.length = 0;
    await phone.connect();
    await isAccessible(phone);
    // No page of the browser's own was in between, such as one about a form that is not secure.
    const origins = new Set(phone.places.map((url) => new URL(url).origin));
    expect([...origins]).toEqual(
      [new URL(phone.hotspot.url), new URL(place.portalUrl)].map(({ origin }) => origin),
    );
    expect(phone.places[0]).toMatch(TICKET);
    expect(phone.hotspot.logins).toMatchObject([{ isRight: true }]);
    expect(await place.isOnline(phone.mac)).toBe(true);
    await phone.tap(texts.connected.buyMore);
    await phone.sees(texts.packages.title);
  });

  it('would be warned if a page by https sent a form to the router', async () => {
    const phone = await place.phone();
    const address = `${place.portalUrl}/form`;
    const form = `<form action="${phone.hotspot.url}login"><button>Connect</button></form>`;
    await phone.page.route(address, (route) =>
      route.fulfill({ contentType: 'text/html', body: form }),
    );
    await phone.page.goto(address);
    await phone.tap('Connect');
    await phone.page.getByRole('heading').waitFor();
    expect(await phone.page.title()).toBe('Form is not secure');
    expect(phone.hotspot.logins).toEqual([]);
  });

  it('gets the first page by one request of a few kilobytes', async () => {
    const phone = await place.phone({ isSlow: true });
    const session = await phone.page.context().newCDPSession(phone.page);
    await session.send('Network.enable');
    const sizes: number[] = [];
    session.on('Network.loadingFinished', ({ encodedDataLength }) => sizes.push(encodedDataLength));
    await phone.page.goto(`${place.portalUrl}?mac=${phone.mac}`, { waitUntil: 'networkidle' });
    const offers = await phone.page.locator('a.offer').count();
    const paint = Number(await phone.page.evaluate(FIRST_PAINT));
    process.stderr.write(
      `The first page: ${String(sizes)} bytes, painted after ${paint.toFixed(0)} ms\n`,
    );
    expect({ offers, requests: sizes.length }).toEqual({ offers: 10, requests: 1 });
    expect(sizes[0]).toBeLessThanOrEqual(FIRST_PAGE_BYTES);
  });

  it('has one prompt and one charge after two taps', async () => {
    const phone = await place.phone({ script: false });
    const number = aPhone();
    await phone.open();
    await phone.choose();
    await phone.page.getByLabel(phone.texts.phone.label).fill(number);
    await phone.page.getByRole('button').dblclick({ noWaitAfter: true });
    await phone.sees(phone.texts.waiting.promptTitle);
    await place.answerPrompts();
    await phone.sees(phone.texts.paid.title);
    expect(await place.chargesOf(number)).toEqual({ prompts: 1, paid: 1 });
  });

  it('has one prompt and one charge with two tabs', async () => {
    const phone = await place.phone();
    const { waiting, paid, devicePayment } = phone.texts;
    const number = aPhone();
    await phone.open();
    await phone.choose();
    const tab = await phone.tab();
    await tab.goto(phone.page.url());
    await Promise.all([phone.pay(number), phone.pay(number, tab)]);
    const begun = new RegExp(`^(${waiting.promptTitle}|${devicePayment.waitingTitle})$`);
    await Promise.all([phone.sees(begun), phone.sees(begun, tab)]);
    await place.answerPrompts();
    const over = new RegExp(`^(${paid.title}|${devicePayment.receivedTitle})$`);
    await Promise.all([phone.sees(over), phone.sees(over, tab)]);
    expect(await place.chargesOf(number)).toEqual({ prompts: 1, paid: 1 });
  });

  it('comes back to the payment by the address of its page', async () => {
    const phone = await place.phone();
    const number = aPhone();
    await phone.buy(number);
    await phone.sees(phone.texts.waiting.promptTitle);
    const address = phone.page.url();
    await phone.forget();
    await place.answerPrompts();
    await phone.page.goto(address);
    await phone.sees(phone.texts.paid.title);
    await phone.connect();
  });

  it('comes back by the router, and proves the payment by the code or the receipt', async () => {
    const phone = await place.phone();
    const { packages, devicePayment, alreadyPaid, accessFound, common, waiting } = phone.texts;
    const number = aPhone();
    await phone.buy(number);
    await phone.sees(waiting.promptTitle);
    await phone.forget();
    await phone.open();
    expect(await phone.text()).toContain(packages.waiting);
    await phone.tap(packages.showWaiting);
    await phone.sees(devicePayment.waitingTitle);
    await isAccessible(phone);
    await place.answerPrompts();
    await phone.sees(devicePayment.receivedTitle);
    const [{ code, receipt }] = (await place.boughtBy(number)) as [Row];
    const shown = (await phone.page.content()).replaceAll(/[-\s]/g, '');
    for (const secret of [code, receipt, number.slice(-4)]) expect(shown).not.toContain(secret);

    await phone.tap(common.alreadyPaid);
    await phone.sees(alreadyPaid.title);
    await isAccessible(phone);
    await phone.page.getByLabel(alreadyPaid.label, { exact: true }).fill(` ${code.toLowerCase()} `);
    await phone.tap(alreadyPaid.submit);
    await phone.sees(accessFound.title);
    await isAccessible(phone);
    await phone.connect();

    await phone.forget();
    await phone.open();
    await phone.tap(common.alreadyPaid);
    const sms = `${receipt} Confirmed. Ksh50.00 sent to CAFE on 1/3/26 at 9:00 AM.`;
    await phone.page.getByLabel(alreadyPaid.label, { exact: true }).fill(sms);
    await phone.tap(alreadyPaid.submit);
    await phone.page.getByText(alreadyPaid.digitsMissing).waitFor();
    await isAccessible(phone);
    await phone.page.getByLabel(alreadyPaid.digitsLabel).fill(number.slice(-4));
    await phone.tap(alreadyPaid.submit);
    await phone.sees(accessFound.title);
    await phone.connect();
  });
});

interface Row {
  readonly code: string;
  readonly receipt: string;
}
