import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type RadiusRouter } from 'router-simulator';
import { installedFreeradius, unpackedFreeradius } from '../../access/radius/freeradius-program.js';
import { freeradiusRoots } from '../../config/freeradius-roots.js';
import { type Settings } from '../../config/settings.js';
import { loadRouterSimulator } from '../../development-packages.js';
import { type DemoRouter, type EndedDevice, type OnlineDevice } from './demo-router.js';

type Json = Readonly<Record<string, unknown>>;

const RADIUS = fileURLToPath(new URL('../../access/radius/cli.js', import.meta.url));
const READY = 'Ready to process requests';

/**
 * Finds a FreeRADIUS that is there already. @returns its FREERADIUS_ROOT, empty for an installed
 * one, and null when there is none
 */
export function findFreeradiusRoot(): string | null {
  const root = freeradiusRoots().find((folder) => unpackedFreeradius(folder) !== null);
  return root ?? (installedFreeradius() === null ? null : '');
}

/** A router that asks FreeRADIUS, which `npm run radius` runs on the database of the demo. */
export class RadiusDemoRouter implements DemoRouter {
  readonly way = 'RADIUS, by FreeRADIUS';
  readonly reportsSessions = true;
  readonly fields = { access_method: 'radius' };
  private router: RadiusRouter | undefined;

  private constructor(
    private readonly settings: Settings,
    private readonly radius: ChildProcess,
  ) {}

  /** Starts FreeRADIUS, and waits until it is ready. */
  static async start(settings: Settings, root: string): Promise<RadiusDemoRouter> {
    const { authPort, acctPort } = settings.radius;
    const radius = spawn(process.execPath, ['--enable-source-maps', RADIUS, 'start'], {
      env: {
        NODE_ENV: 'development',
        DATA_DIR: settings.dataDir,
        RADIUS_AUTH_PORT: String(authPort),
        RADIUS_ACCT_PORT: String(acctPort),
        ...(root === '' ? {} : { FREERADIUS_ROOT: root }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    await new Promise<void>((ready, failed) => {
      for (const stream of [radius.stdout, radius.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said = `${said}${text}`.slice(-2_000);
          if (said.includes(READY)) ready();
        });
      }
      radius.once('exit', () => {
        failed(new Error(`FreeRADIUS cannot be started:\n${said}`));
      });
    });
    return new RadiusDemoRouter(settings, radius);
  }

  async open(setup: () => Promise<Json>): Promise<void> {
    const { nas_address: address, radius_secret: secret, radius } = await setup();
    const { RadiusRouter: Router } = await loadRouterSimulator();
    const { authPort: auth, acctPort: acct } = this.settings.radius;
    this.router = await Router.start({
      address: String(address),
      server: { auth, acct },
      secret: String(secret),
      coaPort: Number((radius as Json)['coa_port']),
    });
  }

  async login(mac: string, user: string): Promise<OnlineDevice> {
    const outcome = await this.router?.login({ mac, user });
    if (outcome?.isAccepted === true) return outcome.session;
    throw new Error(outcome?.reason ?? 'no answer');
  }

  online(mac: string): OnlineDevice | null {
    return this.router?.sessions.find((session) => session.mac === mac) ?? null;
  }

  async ended(mac: string): Promise<EndedDevice> {
    return (await this.router?.sessionEnd(mac)) ?? { cause: null };
  }

  async stop(): Promise<void> {
    await this.router?.stop();
    if (this.radius.exitCode !== null) return;
    const exit = once(this.radius, 'exit');
    this.radius.kill('SIGTERM');
    await exit;
  }
}
