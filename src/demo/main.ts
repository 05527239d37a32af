import 'reflect-metadata';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../common/clock.js';
import { createLogger } from '../common/logging/logger.js';
import { loadSettings, type Settings } from '../config/settings.js';
import { startDevelopmentServices } from '../development.js';
import { loadKopoKopoSimulator, loadSimulator } from '../development-packages.js';
import { type AddressPolicy } from '../routers/router-os/address-policy.js';
import { startServer } from '../server.js';
import { DemoAccess } from './access/demo-access.js';
import { findFreeradiusRoot, RadiusDemoRouter } from './access/radius-demo-router.js';
import { RouterOsDemoRouter } from './access/routeros-demo-router.js';
import { DemoClient } from './client.js';
import { type DemoProvider, demoProvider } from './demo-provider.js';
import { salesTable, whatNext } from './next-steps.js';
import { StepPrinter } from './step-printer.js';
import { freePort, freeUdpPort } from './ports.js';
import { DemoSales } from './demo-sales.js';

/** The simulated router is on this machine, which the server refuses elsewhere. */
const ANY_ADDRESS: AddressPolicy = { refusalOf: () => null };

/** A prompt is answered in two seconds instead of seventeen. */
const SIMULATOR_SPEED = 8;

/** The settings of the demo's own server. The environment is ignored, so that no real data is used. */
async function demoSettings(dataDir: string): Promise<Settings> {
  return loadSettings({
    NODE_ENV: 'development',
    PORT: String(await freePort(3000)),
    SIMULATOR_PORT: String(await freePort(4010)),
    KOPOKOPO_SIMULATOR_PORT: String(await freePort(4011)),
    SIMULATOR_SPEED: String(SIMULATOR_SPEED),
    STATUS_CHECK_MIN_INTERVAL_MS: '1000',
    DATA_DIR: dataDir,
    RADIUS_AUTH_PORT: String(await freeUdpPort(1812)),
    RADIUS_ACCT_PORT: String(await freeUdpPort(1813)),
    LOG_LEVEL: 'error',
  });
}

/** Pays on a hosted page by submitting its form. */
async function payLink(url: string, phone: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ phone_number: phone, action: 'pay' }),
  });
  await response.text();
}

/** Runs the demo: until the sale is done with `--once`, else until it is stopped. */
async function demo(isOnce: boolean, provider: DemoProvider): Promise<void> {
  const printer = new StepPrinter((text) => process.stdout.write(text), process.stdout.isTTY);
  const dataDir = await mkdtemp(join(tmpdir(), 'lipafi-demo-'));
  // The embedded database may run as another user, who needs access.
  await chmod(dataDir, 0o711);
  const stops = [() => rm(dataDir, { recursive: true, force: true })];
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        resolve();
      });
  });
  try {
    const settings = await demoSettings(dataDir);
    printer.line('Starting a database, the simulators and the server ...');
    const services = await startDevelopmentServices(settings);
    stops.push(() => services.stop());
    const server = await startServer(
      settings,
      createLogger({ level: settings.logLevel, pretty: false }),
      { routerAddresses: ANY_ADDRESS },
    );
    stops.push(() => server.stop());
    const serverUrl = server.url;

    const root = findFreeradiusRoot();
    const router =
      root === null
        ? await RouterOsDemoRouter.start()
        : await RadiusDemoRouter.start(settings, root);
    stops.push(() => router.stop());
    const client = new DemoClient(serverUrl, printer);
    const access = new DemoAccess(client, printer, router, new SystemClock());
    const sales = new DemoSales(client, printer, payLink, router, access, provider);
    const shop = await Promise.race([sales.run(), interrupted]);
    if (!shop) return;
    printer.line(`\nSold:\n${salesTable(shop.sold)}`);
    if (isOnce) return;
    const simulator = await (provider.word === 'kopokopo'
      ? loadKopoKopoSimulator()
      : loadSimulator());
    printer.line(whatNext(shop, serverUrl, provider, simulator.OUTCOME_PHONES));
    await interrupted;
    printer.line('Stopping.');
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

try {
  await demo(process.argv.includes('--once'), demoProvider(process.argv.slice(2)));
  process.exit(0);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The demo has failed: ${reason}\n`);
  process.exit(1);
}
