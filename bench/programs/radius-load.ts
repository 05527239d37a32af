import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { RadiusClient } from 'router-simulator';
import {
  type RadiusLoadPlan,
  type RadiusLoadResult,
  type RadiusRate,
} from '../access/radius-load-plan.js';
import { quantile } from '../quantile.js';

/**
 * The load of routers: `node radius-load.js <file with a RadiusLoadPlan as JSON>`. It prints a
 * {@link RadiusLoadResult} as JSON. First devices log in, by CHAP and by PAP in turn; then their
 * sessions are reported.
 */
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as RadiusLoadPlan;

/** A device at its router, with the Class of its last login. */
interface Device {
  readonly client: RadiusClient;
  readonly mac: string;
  readonly code: string;
  readonly session: string;
  class: string | undefined;
  seconds: number;
}

const clients: RadiusClient[] = [];
const byRouter: Device[][] = [];
for (const { address, secret, devices } of plan.routers) {
  const client = await RadiusClient.open(address, plan.ports, secret);
  clients.push(client);
  byRouter.push(
    devices.map(({ mac, code }, index) => ({
      ...{ client, mac, code, class: undefined, seconds: 0 },
      session: (0x8010_0000 + index).toString(16),
    })),
  );
}
/** The routers in turn, as their packets would come. */
const devices: Device[] = (byRouter[0] ?? []).flatMap((_, index) =>
  byRouter.flatMap((own) => own[index] ?? []),
);

async function logIn(device: Device, turn: number): Promise<boolean> {
  const { client, mac, code } = device;
  const method = turn % 2 === 0 ? 'chap' : 'pap';
  const answer = await client.login({ user: code, mac, method });
  device.class = answer?.attributes['Class'];
  return answer?.code === 'Access-Accept';
}

async function report(device: Device): Promise<boolean> {
  const { client, mac, code, session, seconds } = device;
  device.seconds += 60;
  const answer = await client.account({
    ...{ type: seconds === 0 ? 'Start' : 'Interim-Update', session, user: code, mac, seconds },
    octetsIn: BigInt(seconds * 1_000),
    octetsOut: BigInt(seconds * 20_000),
    ...(device.class === undefined ? {} : { class: device.class }),
  });
  return answer !== null;
}

/** Sends packets for some seconds, always as many at a time as the plan says. */
async function rateOf(
  send: (device: Device, turn: number) => Promise<boolean>,
  seconds: number,
): Promise<RadiusRate> {
  const latencies: number[] = [];
  let failed = 0;
  let turn = 0;
  const began = performance.now();
  const until = began + seconds * 1_000;
  const oneAfterAnother = async (): Promise<void> => {
    while (performance.now() < until) {
      const device = devices[turn % devices.length];
      if (!device) throw new Error('There are no devices');
      turn += 1;
      const sent = performance.now();
      if (!(await send(device, turn))) failed += 1;
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: plan.inFlight }, oneAfterAnother));
  return {
    perSecond: latencies.length / ((performance.now() - began) / 1_000),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    failed,
  };
}

await rateOf(logIn, plan.warmUpSeconds);
const logins = await rateOf(logIn, plan.seconds);
await rateOf(report, plan.warmUpSeconds);
const accounting = await rateOf(report, plan.seconds);
const result: RadiusLoadResult = { logins, accounting };
process.stdout.write(JSON.stringify(result));
for (const client of clients) client.close();
