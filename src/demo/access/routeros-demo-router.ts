import { setTimeout as delay } from 'node:timers/promises';
import { type RouterOs } from 'router-simulator';
import { randomHex } from '../../common/crypto/tokens.js';
import { loadRouterSimulator } from '../../development-packages.js';
import { type DemoRouter, type EndedDevice, type OnlineDevice } from './demo-router.js';

const LOOK_EVERY_MS = 50;
/** The server writes the user of a customer to the router in the background. */
const MAX_LOGINS = 600;

/** A router that the server writes its hotspot users to, by the REST API of RouterOS. */
export class RouterOsDemoRouter implements DemoRouter {
  readonly way = 'the REST API of RouterOS, because FreeRADIUS is not installed';
  readonly reportsSessions = false;
  readonly fields: DemoRouter['fields'];

  private constructor(
    private readonly router: RouterOs,
    password: string,
  ) {
    this.fields = {
      access_method: 'routeros_api',
      host: '127.0.0.1',
      port: router.port,
      password,
    };
  }

  static async start(): Promise<RouterOsDemoRouter> {
    const { startRouterOs } = await loadRouterSimulator();
    const password = randomHex(8);
    const router = await startRouterOs({ login: { username: 'api', password } });
    return new RouterOsDemoRouter(router, password);
  }

  async open(): Promise<void> {
    // The server calls the router, and not the other way round.
  }

  async login(mac: string, code: string): Promise<OnlineDevice> {
    const { hotspot } = this.router;
    hotspot.connect(mac);
    for (let logins = 1; ; logins += 1) {
      const result = hotspot.login(mac, code, code);
      const device = this.online(mac);
      if (device !== null) return device;
      if (logins === MAX_LOGINS) throw new Error('error' in result ? result.error : 'offline');
      await delay(LOOK_EVERY_MS);
    }
  }

  online(mac: string): OnlineDevice | null {
    return this.router.hotspot.isOnline(mac) ? { rateLimit: null, secondsLeft: null } : null;
  }

  async ended(mac: string): Promise<EndedDevice> {
    while (this.router.hotspot.isOnline(mac)) await delay(LOOK_EVERY_MS);
    return { cause: null };
  }

  async stop(): Promise<void> {
    await this.router.stop();
  }
}
