import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Locator } from 'playwright-core';
import { aMac } from '../support/access-rows.js';
import { DashboardPlace } from '../support/dashboard.js';
import { type DashboardPage } from '../support/dashboard-page.js';
import { anUnmatchedReceipt } from '../support/receipts.js';
import { addRouter } from '../support/router-rows.js';
import { initiate, paymentDetails } from '../support/selling.js';

const PAYS_MORE = '0700000120';
const HOUR_MS = 3_600_000;

/** A change that is asked for in a dialog. */
interface Change {
  /** The button that opens the dialog, and the one in it. */
  readonly open: string;
  readonly press: string;
  /** The item, if that button opens a menu. */
  readonly item?: string;
  /** How the path of the request ends. */
  readonly path: string;
  readonly fill?: (dialog: Locator) => Promise<unknown>;
  /** What the dialog says afterwards, if it stays open. */
  readonly says?: string;
}

describe('a change whose answer was lost', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
    await place.app.database.query(`UPDATE routers SET access_method = 'radius'`);
    await place.app.database.query('UPDATE packages SET device_limit = 5');
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  const resultsOf = async (path: string): Promise<readonly unknown[]> => {
    const { body } = await place.app.get(path, place.shop.token).expect(200);
    return body.results as unknown[];
  };

  it('of a payment under review, or of money without a sale, is made once', async () => {
    const { body } = await initiate(place.app, place.shop, { phone_number: PAYS_MORE }).expect(201);
    const id = String(body.payment.id);
    await place.answerPrompts();
    await anUnmatchedReceipt(place.app, place.shop);
    const screen = await place.page('/review');
    await screen.sees('Another amount than the price');
    await stopReading(screen);
    await askTwice(screen, {
      ...{ open: 'Done looking', press: 'Save', path: '/resolve-review/' },
      fill: async (dialog) => {
        await dialog.getByLabel('Gave the customer more time').check();
        await dialog.getByLabel('Hours to add').fill('2');
        await dialog.getByLabel('Note').fill('Paid too much');
      },
    });
    const { history } = await paymentDetails(place.app, place.shop, id);
    expect(history.filter(({ event }) => event === 'review_closed')).toHaveLength(1);

    await goOnReading(screen);
    await screen.open('/review?view=receipts');
    const { page } = screen;
    const dialog = page.getByRole('dialog');
    const failure = { status: 400, json: { error: 'Out of order', code: 'out_of_order' } };
    await page.route('**/payments/?phone=*', (route) => route.fulfill(failure), { times: 1 });
    await page.getByRole('button', { name: 'Assign TDL4MADEUP' }).click();
    // As long as nobody knows of sales that wait for this money, nothing is assigned.
    await dialog.getByText('Out of order').waitFor();
    expect(await dialog.getByLabel('Package').count()).toBe(0);
    expect(await dialog.getByRole('button', { name: 'Assign' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByLabel('Package').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    await stopReading(screen);
    await askTwice(screen, {
      ...{ open: 'Assign TDL4MADEUP', press: 'Assign', path: '/assign/' },
      fill: (dialog) => dialog.getByLabel('Package').selectOption(String(place.shop.packageId)),
    });
    expect(await resultsOf('/payments/?mpesa_reference=TDL4MADEUP')).toHaveLength(1);
  });

  it('of access is made once, and a device is moved all the same', async () => {
    const [mac, attached, moved] = [aMac(), aMac(), aMac()];
    const [payment] = await place.sell(1, { mac_address: mac });
    const [entitlement] = (await resultsOf(
      `/access/entitlements/?payment=${String(payment)}`,
    )) as readonly { readonly id: string }[];
    const id = String(entitlement?.id);
    const screen = await place.page(`/access/${id}`);
    const { page } = screen;
    await askTwice(screen, {
      ...{ open: 'Extend', press: 'Extend', path: '/extend/' },
      fill: async (dialog) => {
        await dialog.getByLabel('Hours').fill('3');
        await dialog.getByLabel('Reason').fill('No power in the evening');
      },
    });
    await askTwice(screen, {
      ...{ open: 'Attach a device', press: 'Attach a device', path: '/devices/' },
      fill: (dialog) => dialog.getByLabel('MAC address').fill(attached),
    });

    (await loseAnswer(screen, '/devices/*/')).lose();
    await page.getByRole('button', { name: `Move to another device: ${mac}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('MAC address').fill(moved);
    const move = dialog.getByRole('button', { name: 'Move' });
    await move.click();
    await dialog.getByText('The server cannot be reached.').waitFor();
    // The first device is gone already.
    await move.click();
    await screen.sees(`Device ${moved} was attached`);

    const { body } = await place.app.get(`/access/entitlements/${id}/`, place.shop.token);
    expect(Date.parse(body.ends_at) - Date.parse(body.starts_at)).toBe(27 * HOUR_MS);
    const devices = body.devices as readonly { readonly mac_address: string }[];
    expect(devices.map((each) => each.mac_address).toSorted()).toEqual(
      [attached, moved].toSorted(),
    );
  });

  it('of a gift, a secret or a package is made once', async () => {
    const { body } = await addRouter(place.app, place.shop, {
      ...{ name: 'Roof', host: '10.0.0.2', access_method: 'radius' },
    });
    const screen = await place.page(`/routers/${String(body.id)}`, { size: 'phone' });
    const rotate = 'Replace the RADIUS secret';
    await askTwice(screen, { open: rotate, press: rotate, path: '/rotate-radius-secret/' });
    await screen.sees('Run the script again by');
    expect(await resultsOf('/security-log/?kind=radius_secret_rotated')).toHaveLength(1);

    await screen.open('/access');
    await askTwice(screen, {
      ...{ open: 'Give access', press: 'Give access', path: '/access/entitlements/' },
      fill: async (dialog) => {
        await dialog.getByLabel('Router').selectOption({ label: 'Cafe' });
        await dialog.getByLabel('Package').selectOption({ label: 'Week' });
        await dialog.getByLabel('Phone of the customer').fill('0711 222 333');
        await dialog.getByLabel('Reason').fill('The router was off');
      },
    });
    await screen.page.getByRole('heading', { name: '0711 222 333' }).waitFor();
    expect(await resultsOf('/access/entitlements/?phone=0711222333')).toHaveLength(1);

    await screen.open('/packages');
    (await loseAnswer(screen, '/routers/packages/*/')).lose();
    const { page } = screen;
    await page.getByRole('button', { name: 'Change: Week' }).click();
    await page.getByRole('menuitem', { name: 'Take off sale' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Try again' }).waitFor();
    // The list knows by now that it was done, and that is not a reason to undo it.
    await page.locator('main').getByText('Off', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.waitFor({ state: 'detached' });
    const packages = (await resultsOf('/routers/packages/')) as readonly Readonly<
      Record<'name' | 'is_active', unknown>
    >[];
    expect(packages.find(({ name }) => name === 'Week')?.is_active).toBe(false);

    await stopReading(screen);
    const copy = 'Copy to other routers';
    await askTwice(screen, {
      ...{ open: 'Change: Week', item: copy, press: copy, path: '/copy/', says: 'Copied' },
      fill: (opened) => opened.getByLabel('Roof').check(),
    });
    const all = (await resultsOf('/routers/packages/')) as readonly { readonly name: string }[];
    expect(all.filter(({ name }) => name === 'Week')).toHaveLength(2);
  });
});

/**
 * Asks for a change, loses the answer, closes the dialog, and asks for the same again. Both requests
 * must have the same Idempotency-Key.
 */
async function askTwice(screen: DashboardPage, change: Change): Promise<void> {
  const { page } = screen;
  const dialog = page.getByRole('dialog');
  const lost = await loseAnswer(screen, change.path);
  for (const isLost of [true, false]) {
    await page.locator('main').getByRole('button', { name: change.open, exact: true }).click();
    if (change.item) await page.getByRole('menuitem', { name: change.item }).click();
    await change.fill?.(dialog);
    await dialog.getByRole('button', { name: change.press, exact: true }).click();
    if (isLost) {
      await lost.isDone;
      // As long as there is no answer, the dialog stays.
      await page.keyboard.press('Escape');
      lost.lose();
      await dialog.getByText('The server cannot be reached.').waitFor();
    } else if (change.says) {
      await dialog.getByText(change.says).waitFor();
    }
    if (isLost || change.says) await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  expect(lost.keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), lost.keys[0]]);
}

/** Requests, of which the first one has no answer. */
interface Lost {
  /** The Idempotency-Keys of all. */
  readonly keys: readonly string[];
  /** Resolves when the server has answered the first one. */
  readonly isDone: Promise<void>;
  readonly lose: () => void;
}

/** Lets the server do what the next request to a path asks for, and keeps its answer back. */
async function loseAnswer({ page }: DashboardPage, path: string): Promise<Lost> {
  const keys: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith(path)) {
      keys.push(request.headers()['idempotency-key'] ?? '');
    }
  });
  let [isDone, lose] = [(): void => undefined, (): void => undefined];
  const done = new Promise<void>((resolve) => (isDone = resolve));
  const lost = new Promise<void>((resolve) => (lose = resolve));
  await page.route(
    `**${path}`,
    async (route) => {
      await route.fetch();
      isDone();
      await lost;
      await route.abort();
    },
    { times: 1 },
  );
  return { keys, isDone: done, lose };
}

const ANYTHING = '**/*';

/** Keeps what a screen shows, although the server knows more by now. */
const stopReading = ({ page }: DashboardPage): Promise<unknown> =>
  page.route(ANYTHING, (route) => {
    const request = route.request();
    const isRead = request.method() === 'GET' && request.resourceType() === 'fetch';
    return isRead ? route.abort() : route.fallback();
  });

const goOnReading = ({ page }: DashboardPage): Promise<void> => page.unroute(ANYTHING);
