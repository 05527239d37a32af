import 'reflect-metadata';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type RadiusRouter } from 'router-simulator';
import { withCommandDatabase } from '../../command-database.js';
import { SystemClock } from '../../common/clock.js';
import { loadSettings, type Settings } from '../../config/settings.js';
import { loadRouterSimulator } from '../../development-packages.js';
import { COMMANDS, parseCommand } from './nas-command.js';
import { NasConsole, sessionTable } from './nas-console.js';
import { type NasRow, prepareSimulatedNas } from './nas.repository.js';

const USAGE = `Usage: npm run nas -- --router ID [options]
Runs a router of the development database as a simulation that asks the RADIUS server of
"npm run radius". The router gets an address of this machine and the access method radius.
  --mac MAC        log this device in at once: by its MAC address, or
  --code CODE      with this access code or login ticket
  --usage PART     which part of their speed devices use, from 0 to 1; default 0.1
Without a terminal it stops when the session of that device ends. Commands:
${COMMANDS}`;

interface Options {
  readonly routerId: number;
  readonly mac: string | undefined;
  readonly code: string | undefined;
  readonly usage: number;
}

const clock = new SystemClock();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const settings = loadSettings();
  if (settings.environment === 'production') {
    throw new Error(
      'A simulated router is for development: it changes the router in the database.',
    );
  }
  // The database stays open while the router runs, because an embedded one stops with its last user.
  return withCommandDatabase(settings, async (database) => {
    const nas = await prepareSimulatedNas(database, options.routerId);
    if (nas === null) throw new Error(`There is no router ${options.routerId}.`);
    return simulate(settings, nas, options);
  });
}

function readOptions(args: readonly string[]): Options | null {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { router: text, mac: text, code: text, usage: text },
    });
    const { router = '', mac, code, usage = '0.1' } = values;
    const isValid =
      /^[1-9]\d{0,8}$/.test(router) &&
      /^(0(\.\d+)?|1(\.0+)?)$/.test(usage) &&
      (mac === undefined ? code === undefined : parseCommand(`login ${mac}`) !== null);
    return isValid ? { routerId: Number(router), mac, code, usage: Number(usage) } : null;
  } catch {
    return null;
  }
}

async function simulate(settings: Settings, nas: NasRow, options: Options): Promise<number> {
  const { RadiusRouter } = await loadRouterSimulator();
  const { bind = '127.0.0.1', authPort, acctPort } = settings.radius;
  const router = await RadiusRouter.start({
    address: nas.address,
    server: { host: bind, auth: authPort, acct: acctPort },
    secret: nas.secret.reveal(),
    coaPort: nas.coaPort,
    usage: options.usage,
    log: (line) => {
      say(`${clock.now().toLocaleTimeString('en-GB')}  ${line}`);
    },
  });
  say(`Router ${options.routerId} (${nas.name}) asks ${bind}:${authPort} from ${nas.address}.`);
  try {
    return await run(router, options);
  } finally {
    await router.stop();
  }
}

/** Runs until somebody quits, or until the session of the given device ends. */
async function run(router: RadiusRouter, { mac, code }: Options): Promise<number> {
  const stopped = signalled();
  const nasConsole = new NasConsole(router, say);
  const device = mac === undefined ? null : parseCommand(`login ${mac}`);
  if (device?.name === 'login') {
    const ended = router.sessionEnd(device.mac);
    const outcome = await router.login({
      mac: device.mac,
      ...(code === undefined ? {} : { user: code }),
    });
    if (!process.stdin.isTTY) {
      if (outcome.isAccepted) await Promise.race([ended, stopped]);
      return outcome.isAccepted ? 0 : 1;
    }
    say(sessionTable(router.sessions));
  } else {
    say(`Commands:\n${COMMANDS}`);
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  void stopped.then(() => {
    lines.close();
  });
  // Ctrl-C in a terminal reaches the interface, not the process.
  lines.on('SIGINT', () => {
    lines.close();
  });
  for await (const line of lines) {
    if (!(await nasConsole.take(line))) break;
  }
  return 0;
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
