import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { hotspotFiles } from '../../src/access/setup/hotspot-files.js';
import { startBrowser } from '../support/browser.js';
import { Deployment, type Running } from '../support/deployment.js';
import { PortalPhone } from '../support/portal-phone.js';
import { aPhone } from '../support/selling.js';
import { aShop } from '../support/shop.js';
import { startTlsFront, type TlsFront } from '../support/tls-front.js';

const PROMPT = '/payment/mpesa-stk-push/';

describe('a customer whose page is open while the server is killed', () => {
  let front: TlsFront;
  let deployment: Deployment;
  let server: Running;
  let browser: Browser;
  let portalUrl: string;
  let phone: PortalPhone;

  beforeAll(async () => {
    front = await startTlsFront();
    deployment = await Deployment.open({ PORTAL_URL: front.url });
    await start();
    const shop = await aShop(server);
    portalUrl = `${front.url}/portal/${await slugOf(shop.routerId)}`;
    browser = await startBrowser();
  });
  afterEach(() => phone.leave());
  afterAll(async () => {
    await browser.close();
    await deployment.close();
    await front.stop();
  });

  async function slugOf(routerId: number): Promise<string> {
    const [row] = await deployment.query<{ slug: string }>(
      'SELECT portal_slug AS slug FROM routers WHERE id = $1',
      [routerId],
    );
    return row?.slug ?? '';
  }

  async function start(): Promise<void> {
    server = await deployment.start();
    front.leadTo(server.url);
  }

  async function kill(): Promise<void> {
    front.leadTo(null);
    await server.process.kill();
  }

  const join = async (): Promise<PortalPhone> =>
    (phone = await PortalPhone.join(browser, {
      files: hotspotFiles({ routerName: 'Cafe', portalUrl }),
      admit: () => Promise.resolve('router'),
    }));

  const chargesOf = (number: string): number =>
    deployment.simulator.control.books().filter((entry) => entry.phone.endsWith(number.slice(1)))
      .length;

  it('is told so, and sees the payment when the server is back', async () => {
    const { texts } = await join();
    const number = aPhone();
    await phone.buy(number);
    await phone.sees(texts.waiting.promptTitle);
    await kill();
    await phone.page.getByText(texts.common.serverAway).waitFor();
    await deployment.simulator.control.advance(60_000);
    await start();
    await phone.sees(texts.paid.title);
    expect(chargesOf(number)).toBe(1);
  });

  it('has one prompt when the server dies while it sends it', async () => {
    const { texts } = await join();
    const number = aPhone();
    await phone.open();
    await phone.choose();
    const held = deployment.proxy.hold(PROMPT);
    await phone.pay(number);
    await held.arrived;
    await kill();
    held.release();
    await start();
    await phone.sees(
      new RegExp(`^(${texts.waiting.promptTitle}|${texts.problems.outcome_unknown.title})$`),
    );
    await deployment.simulator.control.advance(60_000);
    await phone.sees(texts.paid.title);
    expect(chargesOf(number)).toBe(1);
  });
});
