import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContext, type Page, type Request } from 'playwright-core';
import { aFrame, example } from '../../packages/portal/src/testing/examples.js';
import { startBrowser } from '../support/browser.js';
import {
  type PortalAnswer,
  type PortalRequest,
  type PortalServer,
  startPortalServer,
} from '../support/portal-pages.js';
import { until } from '../support/until.js';

const A_MINUTE = 60_000;
const AWAY = 'No answer at the moment. Keep this page open: it tries again by itself.';

/** A sale as the server sees it: the page of the sale, and its version. */
describe('a page of the portal', () => {
  let browser: Browser;
  let server: PortalServer;
  let context: BrowserContext;
  let page: Page;
  let isPaid: boolean;
  let answer: (request: PortalRequest) => PortalAnswer | Promise<PortalAnswer>;

  beforeAll(async () => {
    browser = await startBrowser();
    server = await startPortalServer((request) => answer(request));
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });
  beforeEach(() => {
    isPaid = false;
    server.requests.length = 0;
    answer = sale;
  });
  afterEach(() => context.close());

  /** Answers as the server does: a number is posted to `/`, and the sale is at `/sale`. */
  function sale({ method, path }: PortalRequest): PortalAnswer {
    if (path.endsWith('/state')) return { json: { version: isPaid ? '8' : '7' } };
    if (method === 'POST') return { seeOther: '/sale' };
    const shown = path === '/sale' ? (isPaid ? 'paid' : 'waiting') : 'phone';
    return { page: example(shown), frame: aFrame() };
  }

  async function open(path: string, { javaScriptEnabled = true } = {}): Promise<void> {
    context = await browser.newContext({ javaScriptEnabled });
    page = await context.newPage();
    await page.goto(`${server.url}${path}`);
  }

  /** Opens a page whose timers run only when the test says so. */
  async function openWithStoppedClock(path: string): Promise<void> {
    context = await browser.newContext();
    page = await context.newPage();
    await page.clock.install({ time: 0 });
    // It stops before there is a page: no time passes while one loads.
    await page.clock.pauseAt(A_MINUTE);
    await page.goto(`${server.url}${path}`);
  }

  const title = (name: string): Promise<void> => page.getByRole('heading', { name }).waitFor();
  const asked = (): number => server.requests.filter(({ path }) => path.endsWith('/state')).length;
  const posts = (): readonly PortalRequest[] =>
    server.requests.filter(({ method }) => method === 'POST');

  async function pay(): Promise<void> {
    await page.getByLabel('M-Pesa phone number').fill('0712 345 678');
    await page.getByRole('button', { name: 'Pay KSh 10' }).click();
  }

  it('that waits shows at once that it was paid', async () => {
    await open('/sale');
    await title('Check your phone');
    isPaid = true;
    await title('Payment received');
  });

  it.each(['visibilitychange', 'focus', 'online'])('asks at once on %s', async (event) => {
    await openWithStoppedClock('/sale');
    const before = asked();
    isPaid = true;
    const target = event === 'visibilitychange' ? 'document' : 'window';
    await page.evaluate(`${target}.dispatchEvent(new Event('${event}'))`);
    await title('Payment received');
    expect(asked()).toBe(before + 1);
  });

  it('asks every 2 seconds at first, then every 4, and never twice at a time', async () => {
    await openWithStoppedClock('/sale');
    const unanswered = new Set<Request>();
    page.on('request', (request) => unanswered.add(request));
    page.on('requestfinished', (request) => unanswered.delete(request));
    const before = asked();
    for (let second = 0; second < 30; second += 1) await step(1000);
    const fast = asked() - before;
    for (let second = 0; second < 60; second += 1) await step(1000);
    const slow = asked() - before - fast;
    // Gaps differ by a quarter each way.
    expect([fast, slow].map((count) => count > 10 && count < 22)).toEqual([true, true]);

    /** Lets time pass for the page, and none before it has heard the answer to what it asked. */
    async function step(milliseconds: number): Promise<void> {
      await page.clock.runFor(milliseconds);
      await until(
        'all is answered',
        () => Promise.resolve(unanswered.size),
        (count) => count === 0,
      );
      await page.evaluate('1');
    }
  });

  it('survives a restart of the server while it waits, and says so meanwhile', async () => {
    await open('/sale');
    await title('Check your phone');
    await server.stop();
    await page.getByRole('status').filter({ hasText: AWAY }).waitFor();
    isPaid = true;
    await server.start();
    await title('Payment received');
  });

  it('takes back that the server is away when it answers again', async () => {
    await open('/sale');
    await server.stop();
    await page.getByRole('status').filter({ hasText: AWAY }).waitFor();
    await server.start();
    await page.getByRole('status').filter({ hasText: 'Waiting for your payment…' }).waitFor();
  });

  it('sends a form once, however often it is tapped', async () => {
    await open('/');
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    answer = async (request) => {
      if (request.method === 'POST') await released;
      return sale(request);
    };
    await pay();
    await page.getByRole('button', { name: 'One moment…' }).click();
    await page.keyboard.press('Enter');
    release();
    await title('Check your phone');
    expect(posts().map(({ body }) => body)).toEqual([
      'key=6f1d3c0e5b7a&phone_number=0712%20345%20678',
    ]);
    expect(new URL(page.url()).pathname).toBe('/sale');
  });

  it('sends a form again, with the same key, when the server was away', async () => {
    await open('/');
    await server.stop();
    await pay();
    await page.getByText(AWAY).waitFor();
    await server.start();
    await title('Check your phone');
    expect(posts().map(({ body }) => body)).toEqual([
      'key=6f1d3c0e5b7a&phone_number=0712%20345%20678',
    ]);
  });

  it('can send its form again after "Back"', async () => {
    await open('/');
    await pay();
    await title('Check your phone');
    await page.goBack();
    await page.getByRole('button', { name: 'Pay KSh 10' }).waitFor();
    await pay();
    await title('Check your phone');
    expect(posts()).toHaveLength(2);
  });

  it('counts the time left down, and loads again at the end', async () => {
    answer = () => ({ page: example('connected'), frame: aFrame() });
    await openWithStoppedClock('/');
    const timer = page.getByRole('timer');
    expect(await timer.textContent()).toMatch(/^5[78]:\d\d$/);
    await page.clock.runFor(50 * A_MINUTE);
    expect(await timer.textContent()).toMatch(/^[78]:\d\d$/);
    answer = () => ({ page: example('expired'), frame: aFrame() });
    await page.clock.runFor(8 * A_MINUTE);
    await title('Your time is over');
  });

  it('leaves days in words', async () => {
    answer = () => ({ page: example('connected_days'), frame: aFrame() });
    await open('/');
    expect(await page.getByRole('timer').textContent()).toBe('6 days 3 hours');
  });

  it('works without a script: the form is sent, and the page loads again by itself', async () => {
    await open('/', { javaScriptEnabled: false });
    await pay();
    await title('Check your phone');
    isPaid = true;
    await title('Payment received');
    expect(posts()).toHaveLength(1);
  });
});
