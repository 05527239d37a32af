import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { aMac } from '../support/access-rows.js';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';
import { type DashboardPage } from '../support/dashboard-page.js';
import { describeWithFreeradius } from '../support/freeradius.js';

const ADDRESS = '127.0.0.62';
const VIEWS = ['', '?view=all', '?view=why'];

/** A customer who has bought and paid. */
interface Customer {
  readonly id: string;
  readonly code: string;
  readonly mac: string;
  readonly phone: string;
}

describeWithFreeradius('the screen of access', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open({ radiusAddress: ADDRESS });
    await place.app.database.query('UPDATE routers SET coa_port = $1 WHERE id = $2', [
      place.router?.coaPort,
      place.shop.routerId,
    ]);
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  async function aCustomer(mac = aMac()): Promise<Customer> {
    const [payment] = await place.sell(1, { mac_address: mac });
    const { body } = await place.app
      .get(`/access/entitlements/?payment=${String(payment)}`, place.shop.token)
      .expect(200);
    const [row] = (body as { results: { id: string; code: string; phone_number: string }[] })
      .results;
    if (!row) throw new Error('Who has paid has access');
    return { id: row.id, code: row.code, mac, phone: `0${row.phone_number.slice(4)}` };
  }

  async function online({ mac, code }: Customer): Promise<void> {
    const login = await place.router?.login({ mac, user: code });
    expect(login?.isAccepted).toBe(true);
  }

  async function isWell(screen: DashboardPage): Promise<void> {
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  }

  const press = (screen: DashboardPage, name: string, within = 'main'): Promise<void> =>
    screen.page.locator(within).getByRole('button', { name, exact: true }).click();

  it('says what will be there while nobody has bought', async () => {
    const screen = await place.page('/access', { size: 'phone' });
    await screen.sees('Nobody is online.');
    await isWell(screen);
    await screen.open('/access?view=all');
    await screen.sees('There is no access yet.');
    await isWell(screen);
  });

  it.each(BOTH_SIZES)('shows who is online, saves them, and disconnects: %s', async (size) => {
    const customer = await aCustomer();
    await online(customer);
    place.router?.use(customer.mac, 1_000_000, 119_000_000);
    await place.router?.reportAll();
    const screen = await place.page('/access', { size });
    await screen.sees(customer.mac);
    await screen.sees('120 MB');
    const { lines } = await screen.save('Connections as CSV');
    expect(lines.filter((line) => line.includes(customer.mac))).toHaveLength(1);
    await screen.page.getByRole('link', { name: spaced(customer.phone) }).click();
    await screen.sees(/Online since/);
    await press(screen, 'Disconnect');
    const ended = place.router?.sessionEnd(customer.mac);
    await press(screen, 'Disconnect', '[role=dialog]');
    await screen.sees('The router was asked to disconnect');
    await place.app.idle();
    expect((await ended)?.cause).toBe('Admin-Reset');
    // The question leaves slowly, with a button of the same name.
    await screen.page.getByRole('dialog').waitFor({ state: 'detached' });
    await screen.page.getByRole('button', { name: 'Disconnect' }).waitFor({ state: 'detached' });
  });

  it.each(BOTH_SIZES)('extends, and the history says by how much and why: %s', async (size) => {
    const customer = await aCustomer();
    const screen = await place.page(`/access/${customer.id}`, { size });
    await press(screen, 'Extend');
    const dialog = screen.page.getByRole('dialog');
    await dialog.getByLabel('Hours').fill('3');
    await dialog.getByLabel('Reason').fill('No power in the evening');
    await dialog.getByRole('button', { name: 'Extend' }).click();
    await screen.sees(/Extended by 3 hours, until/);
    await screen.sees('No power in the evening');
    await isWell(screen);
    const { body } = await place.app
      .get(`/access/entitlements/${customer.id}/`, place.shop.token)
      .expect(200);
    const { starts_at, ends_at } = body as Record<'starts_at' | 'ends_at', string>;
    expect(Date.parse(ends_at) - Date.parse(starts_at)).toBe(27 * 3_600_000);
  });

  it.each(BOTH_SIZES)('moves the access to another device, and removes it: %s', async (size) => {
    const customer = await aCustomer();
    const other = aMac();
    const screen = await place.page(`/access/${customer.id}`, { size });
    await press(screen, `Move to another device: ${customer.mac}`);
    const dialog = screen.page.getByRole('dialog');
    await dialog.getByLabel('MAC address').fill('not an address');
    await dialog.getByRole('button', { name: 'Move' }).click();
    await dialog.getByText(/twelve digits and letters/).waitFor();
    await dialog.getByLabel('MAC address').fill(other.replaceAll(':', '-').toLowerCase());
    await dialog.getByRole('button', { name: 'Move' }).click();
    await screen.sees(`Device ${other} was attached`);
    expect((await place.router?.login({ mac: other }))?.isAccepted).toBe(true);
    await press(screen, `Remove the device ${other}`);
    await press(screen, 'Remove', '[role=dialog]');
    await screen.sees(`Device ${other} was removed`);
  });

  it.each(BOTH_SIZES)('revokes, and the customer is refused with a reason: %s', async (size) => {
    const customer = await aCustomer();
    const screen = await place.page(`/access/${customer.id}`, { size });
    await press(screen, 'Revoke');
    const dialog = screen.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByLabel('Reason').fill('Paid with a stolen phone');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await screen.sees('Revoked: Paid with a stolen phone');
    expect(await screen.page.locator('main').getByRole('button').count()).toBe(0);
    expect((await place.router?.login({ mac: customer.mac }))?.isAccepted).toBe(false);
    await screen.open('/access?view=why');
    await screen.page.getByLabel(/Phone, code, receipt/).fill(customer.phone);
    await press(screen, 'Find out');
    await screen.sees('The access was revoked (Paid with a stolen phone).');
  });

  it.each([
    ['phone', 'en', false],
    ['phone', 'sw', true],
    ['wide', 'sw', false],
    ['wide', 'en', true],
  ] as const)('is well made: %s, %s, dark %s', async (size, language, isDark) => {
    const customer = await aCustomer();
    await online(customer);
    const screen = await place.page('/access', { size, language, isDark });
    for (const view of VIEWS) {
      await screen.open(`/access${view}`);
      if (view !== '?view=why') await screen.sees(spaced(customer.phone));
      await isWell(screen);
    }
    await screen.open(`/access/${customer.id}`);
    await screen.sees(customer.mac);
    await isWell(screen);
    expect(await screen.text()).not.toContain('undefined');
  });

  it.each(BOTH_SIZES)('filters, and clears a filter that finds nothing: %s', async (size) => {
    const [one, other] = [await aCustomer(), await aCustomer()];
    const screen = await place.page('/access?view=all', { size });
    await screen.sees(spaced(other.phone));
    if (size === 'phone') await press(screen, 'Filters');
    const field = screen.page.getByLabel('Phone, code or MAC');
    await field.fill(one.code.toLowerCase());
    await field.press('Enter');
    await screen.page.getByText(spaced(other.phone)).waitFor({ state: 'detached' });
    await screen.sees(spaced(one.phone));
    await field.fill('0799999999');
    await field.press('Enter');
    await screen.sees('Nothing fits these filters.');
    await screen.page
      .locator('main')
      .getByRole('button', { name: 'Clear the filters' })
      .first()
      .click();
    await screen.sees(spaced(other.phone));
  });

  it('says what is wrong while the server fails, and goes on after another try', async () => {
    const screen = await place.browserOf();
    const answer = { status: 500, json: { error: 'Out of order', code: 'internal_error' } };
    await screen.page.route('**/access/sessions/**', (route) => route.fulfill(answer));
    await screen.logIn('/access', place.shop.username, place.shop.password);
    await screen.sees('Out of order');
    await isWell(screen);
    await screen.page.unroute('**/access/sessions/**');
    await press(screen, 'Try again');
    await screen.page.getByRole('table').waitFor();
  });

  it.each(BOTH_SIZES)('gives access without a payment: %s', async (size) => {
    const screen = await place.page('/access', { size });
    await press(screen, 'Give access');
    const dialog = screen.page.getByRole('dialog');
    await dialog.getByLabel('Package').selectOption({ label: 'Week' });
    await dialog.getByLabel('Phone of the customer').fill('0711 222 333');
    await dialog.getByLabel('Reason').fill('The router was off');
    await dialog.getByRole('button', { name: 'Give access' }).click();
    await screen.page.getByRole('heading', { name: '0711 222 333' }).waitFor();
    await screen.sees('Given by you');
  });

  it('belongs to its operator: of another one it says that there is none', async () => {
    const customer = await aCustomer();
    const other = await place.app
      .post('/users/register/', {
        ...{ username: 'another-operator', password: 'a pass phrase of words' },
        email: 'another@example.com',
      })
      .expect(201);
    expect(other.status).toBe(201);
    const operator = { username: 'another-operator', password: 'a pass phrase of words' };
    const screen = await place.page(`/access/${customer.id}`, { operator });
    await screen.sees('Entitlement not found or access denied');
    expect(await screen.text()).not.toContain(customer.code);
  });
});

/** A number as the screens show it. */
const spaced = (phone: string): string =>
  `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`;
