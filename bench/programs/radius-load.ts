import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { RadiusClient } from 'router-simulator';
import {
  type CpuOfPacket,
  type RadiusLoadPlan,
  type RadiusLoadResult,
  type RadiusRate,
} from '../access/radius-load-plan.js';
import { quantile } from '../quantile.js';
import { cpuMsOfFamily } from '../usage.js';

/**
 * The load of routers: `node radius-load.js <file with a RadiusLoadPlan as JSON>`. It prints a
 * {@link RadiusLoadResult} as JSON. First devices log in, by CHAP and by PAP in turn; then their
 * sessions start; then they are reported, end, and start anew.
 */
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as RadiusLoadPlan;

/** Sessions of ten minutes: a Start, a report each minute, and a Stop. */
const LAST_MINUTE = 10;
const STAGES = LAST_MINUTE + 1;

/** A device at its router, with its session. */
interface Device {
  readonly client: RadiusClient;
  readonly mac: string;
  readonly code: string;
  /** The Class of its last login. */
  class: string | undefined;
  session: number;
  /** The minute of the session that is reported next. */
  minute: number;
}

const clients: RadiusClient[] = [];
const byRouter: Device[][] = [];
for (const { address, secret, devices } of plan.routers) {
  const client = await RadiusClient.open(address, plan.ports, secret);
  clients.push(client);
  byRouter.push(
    devices.map(({ mac, code }, index) => ({
      ...{ client, mac, code, class: undefined, minute: 0 },
      session: 0x8010_0000 + index,
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
  const { client, mac, code, minute } = device;
  const seconds = minute * 60;
  const answer = await client.account({
    type: minute === 0 ? 'Start' : minute < LAST_MINUTE ? 'Interim-Update' : 'Stop',
    ...{ session: device.session.toString(16), user: code, mac, seconds },
    octetsIn: BigInt(seconds * 1_000),
    octetsOut: BigInt(seconds * 20_000),
    ...(device.class === undefined ? {} : { class: device.class }),
  });
  device.minute = (minute + 1) % STAGES;
  if (device.minute === 0) device.session += devices.length;
  return answer !== null;
}

/** Whether to go on, after so many packets. */
type Length = (packets: number) => boolean;

const forSeconds = (seconds: number): Length => {
  const until = performance.now() + seconds * 1_000;
  return () => performance.now() < until;
};

/** Sends packets of the devices in turn, always as many at a time as the plan says. */
async function rateOf(
  of: readonly Device[],
  send: (device: Device, turn: number) => Promise<boolean>,
  goesOn: Length,
): Promise<RadiusRate> {
  const latencies: number[] = [];
  let failed = 0;
  let turn = 0;
  const cpuBefore = cpuMs();
  const began = performance.now();
  const oneAfterAnother = async (): Promise<void> => {
    while (goesOn(turn)) {
      const device = of[turn % of.length];
      if (!device) throw new Error('There are no devices');
      turn += 1;
      const sent = performance.now();
      if (!(await send(device, turn))) failed += 1;
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: plan.inFlight }, oneAfterAnother));
  const cpuAfter = cpuMs();
  return {
    perSecond: latencies.length / ((performance.now() - began) / 1_000),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    failed,
    cpuMs: perPacket(cpuBefore, cpuAfter, latencies.length),
  };
}

/** The CPU time that was used so far, in ms. */
function cpuMs(): CpuOfPacket | null {
  const postgres = cpuMsOfFamily(plan.processes.postgres);
  const freeradius = cpuMsOfFamily(plan.processes.freeradius);
  const routers = cpuMsOfFamily(process.pid);
  if (postgres === null || freeradius === null || routers === null) return null;
  return { postgres, freeradius, routers };
}

function perPacket(
  before: CpuOfPacket | null,
  after: CpuOfPacket | null,
  packets: number,
): CpuOfPacket | null {
  if (before === null || after === null) return null;
  return {
    postgres: (after.postgres - before.postgres) / packets,
    freeradius: (after.freeradius - before.freeradius) / packets,
    routers: (after.routers - before.routers) / packets,
  };
}

await rateOf(devices, logIn, forSeconds(plan.warmUpSeconds));
const logins = await rateOf(devices, logIn, forSeconds(plan.seconds));

// All come online at once, but for those whose next packet is a Start in the mixture below.
const coming = devices.filter((_, index) => index % STAGES > 0);
const starts = await rateOf(coming, report, (packets) => packets < coming.length);
devices.forEach((device, index) => (device.minute = index % STAGES));
await rateOf(devices, report, forSeconds(plan.warmUpSeconds));
const accounting = await rateOf(devices, report, forSeconds(plan.seconds));
const result: RadiusLoadResult = { logins, starts, accounting };
process.stdout.write(JSON.stringify(result));
for (const client of clients) client.close();
