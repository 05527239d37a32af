import { setTimeout as delay } from 'node:timers/promises';
import { type Clock } from '../../common/clock.js';
import { type DemoClient } from '../client.js';
import { type StepPrinter } from '../step-printer.js';
import { type DemoRouter, type EndedDevice } from './demo-router.js';

type Json = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;

const CUSTOMER = 'AA:BB:CC:DD:EE:FF';
const VISITOR = 'AA:BB:CC:00:00:01';
const LOOK_EVERY_MS = 50;
const MAX_LOOKS = 200;

/** A gift that is running. */
interface Gift {
  readonly code: string;
  readonly endsAt: Date;
  readonly ended: Promise<EndedDevice>;
}

/** Shows devices that log in at a simulated router with what was sold. */
export class DemoAccess {
  private gift: Gift | undefined;

  constructor(
    private readonly client: DemoClient,
    private readonly printer: StepPrinter,
    private readonly router: DemoRouter,
    private readonly clock: Clock,
  ) {}

  /** The address of the device in the sale. */
  readonly mac = CUSTOMER;

  /** Gives a visitor one minute, which runs beside the rest. */
  async give(routerId: number, token: Headers): Promise<void> {
    this.printer.step('The operator gives a visitor one minute');
    const given = await this.client.call({
      path: '/access/entitlements/',
      headers: token,
      body: {
        router: routerId,
        minutes: 1,
        download_speed_mbps: 5,
        upload_speed_mbps: 5,
        reason: 'To try it',
      },
      shown: ['code', 'starts_at', 'ends_at'],
    });
    const code = String(given.code);
    await this.router.login(VISITOR, code);
    this.printer.line(`   ${VISITOR} logs in with the code, and is online.`);
    const endsAt = new Date(String(given.ends_at));
    this.gift = { code, endsAt, ended: this.router.ended(VISITOR) };
  }

  /** Logs the customer's device in with the code of the payment. */
  async logIn(payment: Json, token: Headers): Promise<void> {
    this.printer.step(`The device logs in at the router (${this.router.way})`);
    const access = payment.access as Json;
    const { rateLimit, secondsLeft } = await this.router.login(CUSTOMER, String(access.code));
    const ms = this.clock.now().getTime() - Date.parse(String(payment.completed_at));
    this.printer.line(
      `   ${CUSTOMER} is online with the code ${String(access.code)}` +
        (rateLimit === null ? '' : ` at ${rateLimit}`) +
        (secondsLeft === null ? '' : ` for ${span(secondsLeft)}`),
    );
    this.printer.highlight(`   From paid to online: ${(ms / 1_000).toFixed(2)} s`);
    // The session of the customer is the newest one.
    if (!this.router.reportsSessions) return;
    await this.client.call({
      method: 'GET',
      path: '/access/sessions/?active=true&limit=1',
      headers: token,
      shown: ['results.0.mac_address', 'results.0.package_name', 'results.0.until'],
    });
  }

  /** Extends what was bought, and disconnects the device. */
  async operate(payment: Json, token: Headers): Promise<void> {
    this.printer.step('The operator adds an hour, and disconnects the device');
    const found = await this.client.call({
      method: 'GET',
      path: `/access/entitlements/?payment=${String(payment.id)}`,
      headers: token,
      isQuiet: true,
    });
    const [{ id } = { id: '' }] = found.results as { readonly id: string }[];
    const before = this.router.online(CUSTOMER)?.secondsLeft ?? null;
    await this.client.call({
      path: `/access/entitlements/${id}/extend/`,
      headers: token,
      body: { hours: 1, reason: 'The power was out' },
      shown: ['ends_at'],
    });
    const after = before === null ? null : await this.longerThan(before);
    if (before !== null && after !== null) {
      this.printer.line(`   The router was told: ${span(before)} left before, ${span(after)} now.`);
    }
    const ended = this.router.ended(CUSTOMER);
    await this.client.call({
      path: `/access/entitlements/${id}/disconnect/`,
      headers: token,
      body: {},
      shown: ['state'],
    });
    const { cause } = await ended;
    this.printer.line(`   The router has ended the session${because(cause)}.`);
  }

  /** Waits until the minute of the visitor is over. */
  async seeOff(): Promise<void> {
    const { gift } = this;
    if (!gift) return;
    this.printer.step("The visitor's minute ends");
    const leftMs = gift.endsAt.getTime() - this.clock.now().getTime();
    if (leftMs > 0) this.printer.line(`   in ${Math.ceil(leftMs / 1_000)} s ...`);
    const { cause } = await gift.ended;
    const lateS = (this.clock.now().getTime() - gift.endsAt.getTime()) / 1_000;
    this.printer.line(
      `   ${VISITOR} is offline${because(cause)}, ${lateS.toFixed(1)} s after its end.`,
    );
    const reason = await this.router.login(VISITOR, gift.code).then(
      () => 'accepted',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    this.printer.line(`   The next login with the code: ${reason}.`);
  }

  private async longerThan(seconds: number): Promise<number | null> {
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const left = this.router.online(CUSTOMER)?.secondsLeft ?? 0;
      if (left > seconds) return left;
      await delay(LOOK_EVERY_MS);
    }
    return null;
  }
}

const because = (cause: string | null): string => (cause === null ? '' : ` (${cause})`);

/** Formats seconds as `24 h 59 min 58 s`. */
function span(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
