import { type FinalEnd, type FinalLogin } from './access-books.js';
import { type AccessReading, type DeviceRow } from './access-reading.js';
import { type Hotspots } from './hotspots.js';

/** Long enough for the devices that log in at once to do so before the end. */
const LAST_SECONDS = 15;
const AT_ONCE = 16;
const MS_PER_SECOND = 1_000;

/** Logs every device in when everything is sold, and lets what was bought end. */
export class FinalLogins {
  constructor(
    private readonly hotspots: Hotspots,
    private readonly reading: AccessReading,
    /** The index of the shop of each router. */
    private readonly shopOf: ReadonlyMap<number, number>,
  ) {}

  /** Each device by its MAC address, and by its code when it has one. */
  async logins(): Promise<FinalLogin[]> {
    const readAt = performance.now();
    const devices = await this.reading.devices();
    const logins = await this.forEachDevice(devices, async (device) => [
      await this.login(device, readAt),
      ...(device.code === null ? [] : [await this.login(device, readAt, device.code)]),
    ]);
    return logins.flat();
  }

  /**
   * Lets what was bought end soon, logs all devices in, and waits until they are offline. The time of
   * some devices begins when they log in, however many there are.
   */
  async ends(): Promise<FinalEnd[]> {
    const devices = (await this.reading.devices()).filter(({ chainId }) => chainId !== null);
    const over: Promise<unknown>[] = [];
    const isEnding = new Set<string | null>();
    for (let from = 0; from < devices.length; from += AT_ONCE) {
      const some = devices.slice(from, from + AT_ONCE);
      const chains = some.flatMap(({ chainId }) =>
        chainId === null || isEnding.has(chainId) ? [] : [chainId],
      );
      for (const chain of chains) isEnding.add(chain);
      await this.reading.letEnd(chains, LAST_SECONDS);
      await this.forEachDevice(some, async (device) => {
        const { router, shop } = this.at(device);
        const outcome = await this.hotspots.login(shop, device.mac, true);
        if (outcome.isAccepted) over.push(router.sessionEnd(device.mac));
      });
    }
    await Promise.all(over);
    const rows = new Map((await this.reading.ends()).map((row) => [row.mac, row]));
    return this.forEachDevice(devices, async (device) => {
      const outcome = await this.at(device).router.login({ mac: device.mac });
      const row = rows.get(device.mac);
      return {
        mac: device.mac,
        cause: row?.cause ?? null,
        lateS: row?.lateS ?? null,
        reason: outcome.isAccepted ? null : (outcome.reason ?? 'no answer'),
      };
    });
  }

  /** @param readAt when the device was read, of which it is known how many seconds were left then */
  private async login(device: DeviceRow, readAt: number, user?: string): Promise<FinalLogin> {
    const { mac, chainId, secondsLeft } = device;
    const { shop } = this.at(device);
    const outcome = await this.hotspots.login(shop, mac, chainId !== null, user);
    const passed = (performance.now() - readAt) / MS_PER_SECOND;
    return {
      mac,
      chainId,
      secondsLeft: secondsLeft === null ? null : secondsLeft - passed,
      sessionSeconds: outcome.isAccepted ? outcome.session.secondsLeft : null,
      reason: outcome.isAccepted ? null : outcome.reason,
    };
  }

  private at({ routerId }: DeviceRow): {
    readonly shop: number;
    readonly router: Hotspots['routers'][number];
  } {
    const shop = this.shopOf.get(routerId) ?? -1;
    const router = this.hotspots.routers[shop];
    if (!router) throw new Error(`Nobody simulates router ${routerId}`);
    return { shop, router };
  }

  private async forEachDevice<T>(
    devices: readonly DeviceRow[],
    work: (device: DeviceRow) => Promise<T>,
  ): Promise<T[]> {
    const results: T[] = [];
    for (let from = 0; from < devices.length; from += AT_ONCE) {
      results.push(...(await Promise.all(devices.slice(from, from + AT_ONCE).map(work))));
    }
    return results;
  }
}
