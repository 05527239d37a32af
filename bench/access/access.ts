import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Pool } from 'pg';
import { RadiusClient } from 'router-simulator';
import {
  asRadiusRole,
  findFreeradius,
  FreeradiusServer,
} from '../../test/support/freeradius-server.js';
import { createRadiusRole } from '../../test/support/radius-role.js';
import { Child, program } from '../child.js';
import { type AccessDataset, type BenchEnvironment } from '../environment.js';
import { LipafiServer } from '../lipafi.js';
import { freshNumbers, refuseFailures, sendLoad } from '../measure.js';
import { type Options } from '../options.js';
import { quantile } from '../quantile.js';
import { median, shown } from '../report.js';
import { seedPayments } from '../seed.js';
import { parentOf } from '../usage.js';
import { WORKLOADS } from '../workloads.js';
import {
  ASK_EVERY_MS,
  type Market,
  settledToAccepted,
  SettledWatch,
  webhookToOnline,
} from './paying-customers.js';
import {
  type CpuOfPacket,
  type RadiusLoadPlan,
  type RadiusLoadResult,
  type RadiusRate,
} from './radius-load-plan.js';

const IN_FLIGHT = 32;
const SALES_PER_SECOND = 100;
const SALES_CONNECTIONS = 20;
/** Customers who pay, and whose page is open, in a second. */
const ONLINE_PER_SECOND = 20;

/** What is measured of access. */
export interface AccessFigures {
  readonly entitlements: number;
  readonly sessions: number;
  readonly logins: RadiusRate;
  readonly starts: RadiusRate;
  readonly accounting: RadiusRate;
  /** Beside {@link SALES_PER_SECOND} sales a second. */
  readonly settledToAccepted: Times;
  readonly webhookToOnline: Times;
}

interface Times {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** @returns null where there is no FreeRADIUS */
export async function measureAccess(
  environment: BenchEnvironment,
  options: Options,
): Promise<AccessFigures | null> {
  const freeradius = findFreeradius();
  if (freeradius === null) return null;
  const dataset = await environment.accessDataset();
  const { database } = dataset;
  await environment.setLatency(0);
  const password = await createRadiusRole(database.directUrl);
  const radius = await FreeradiusServer.start({
    program: freeradius,
    databaseUrl: asRadiusRole(database.directUrl, password),
    log: () => undefined,
  });
  const server = await LipafiServer.start({ database, providerUrl: environment.providerUrl });
  try {
    const loads: RadiusLoadResult[] = [];
    const settled: Times[] = [];
    const online: Times[] = [];
    for (let turn = 0; turn < options.repetitions; turn += 1) {
      loads.push(await radiusLoad(environment, dataset, radius, options));
      const customers = new Customers(environment, dataset, server.url, radius.ports);
      settled.push(await customers.settledToAccepted(options));
      online.push(await customers.webhookToOnline(options));
    }
    return {
      ...options.access,
      logins: medianRate(loads.map(({ logins }) => logins)),
      starts: medianRate(loads.map(({ starts }) => starts)),
      accounting: medianRate(loads.map(({ accounting }) => accounting)),
      settledToAccepted: medianTimes(settled),
      webhookToOnline: medianTimes(online),
    };
  } finally {
    await server.child.stop();
    await radius.stop();
  }
}

/** The tables in Markdown. */
export function accessPage(figures: AccessFigures): string {
  const rate = (name: string, { perSecond, p50Ms, p99Ms, failed, cpuMs }: RadiusRate): string =>
    `| ${name} | ${shown(perSecond, 0)} | ${shown(p50Ms, 1)} | ${shown(p99Ms, 1)} | ${failed} | ` +
    `${shown(cpuMs?.postgres ?? null, 3)} | ${shown(cpuMs?.freeradius ?? null, 3)} | ` +
    `${shown(cpuMs?.routers ?? null, 3)} |`;
  const times = (name: string, { count, p50Ms, p95Ms, p99Ms }: Times): string =>
    `| ${name} | ${count} | ${shown(p50Ms, 1)} | ${shown(p95Ms, 1)} | ${shown(p99Ms, 1)} |`;
  return [
    `A RADIUS server with ${figures.entitlements.toLocaleString('en')} running entitlements and ` +
      `${figures.sessions.toLocaleString('en')} past sessions, ${IN_FLIGHT} packets at a time:`,
    '',
    'CPU times are in ms for one packet.',
    '',
    '| packets | 1/s | p50 ms | p99 ms | without answer or rejected | PostgreSQL | FreeRADIUS | load |',
    '| --- | --: | --: | --: | --: | --: | --: | --: |',
    rate('logins', figures.logins),
    rate('starts of sessions', figures.starts),
    rate('accounting', figures.accounting),
    '',
    '| customers | number | p50 ms | p95 ms | p99 ms |',
    '| --- | --: | --: | --: | --: |',
    times(
      `settled to login accepted, beside ${SALES_PER_SECOND} sales a second`,
      figures.settledToAccepted,
    ),
    times(
      `webhook to online, with a page that asks every ${ASK_EVERY_MS / 1_000} s`,
      figures.webhookToOnline,
    ),
  ].join('\n');
}

async function radiusLoad(
  environment: BenchEnvironment,
  { pool, routers }: AccessDataset,
  { ports, pid }: FreeradiusServer,
  { seconds, warmUpSeconds }: Options,
): Promise<RadiusLoadResult> {
  const processes = { freeradius: pid, postgres: await postgresOf(pool) };
  const times = { seconds, warmUpSeconds };
  const plan: RadiusLoadPlan = { ports, routers, inFlight: IN_FLIGHT, ...times, processes };
  const file = join(environment.directory, 'radius-load.json');
  await writeFile(file, JSON.stringify(plan));
  const child = Child.start([program('radius-load'), file], {}, 'piped');
  return JSON.parse(await child.output()) as RadiusLoadResult;
}

/** The first process of PostgreSQL, 0 when it runs on another machine. */
async function postgresOf(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ pid: number; isHere: boolean }>(
    `SELECT pg_backend_pid() AS pid, host(inet_server_addr()) = '127.0.0.1' AS "isHere"`,
  );
  return rows[0]?.isHere ? (parentOf(rows[0].pid) ?? 0) : 0;
}

/** Customers who pay and log in, at a fixed rate. */
class Customers {
  constructor(
    private readonly environment: BenchEnvironment,
    private readonly dataset: AccessDataset,
    private readonly serverUrl: string,
    private readonly ports: RadiusLoadPlan['ports'],
  ) {}

  async settledToAccepted({ seconds, warmUpSeconds }: Options): Promise<Times> {
    const { shop } = this.dataset;
    const selling = this.sell(seconds + warmUpSeconds);
    await wait(warmUpSeconds * 1_000);
    const watch = new SettledWatch(this.dataset.pool);
    const times = await this.pay(SALES_PER_SECOND, seconds, (market, id) =>
      settledToAccepted({ ...market, shop }, watch, id),
    );
    await watch.stop();
    await selling;
    return times;
  }

  webhookToOnline({ seconds }: Options): Promise<Times> {
    return this.pay(ONLINE_PER_SECOND, seconds * 2, webhookToOnline);
  }

  /** Begins so many sales a second, which nobody pays. */
  private async sell(seconds: number): Promise<void> {
    const workload = WORKLOADS.find(({ name }) => name === 'initiate');
    if (!workload) throw new Error('There is no workload of sales');
    const { shop } = this.dataset;
    const result = await sendLoad(this.environment, {
      urls: [this.serverUrl],
      connections: SALES_CONNECTIONS,
      perSecond: SALES_PER_SECOND,
      length: { kind: 'seconds', seconds },
      request: workload.request(shop, shop.accessToken, []),
      firstNumber: freshNumbers(),
    });
    refuseFailures(workload, result);
  }

  private async pay(
    perSecond: number,
    seconds: number,
    pay: (market: Market, id: string) => Promise<number>,
  ): Promise<Times> {
    const { pool, shop, routers } = this.dataset;
    const [router] = routers;
    if (!router) throw new Error('There is no router');
    const count = Math.ceil(perSecond * seconds);
    const wanted = { count, status: 'processing', ageSeconds: 0, sample: count } as const;
    const ids = await seedPayments(pool, shop, wanted);
    const client = await RadiusClient.open(router.address, this.ports, router.secret);
    const market: Market = { serverUrl: this.serverUrl, shop, pool, router: client };
    const paying: Promise<number>[] = [];
    const began = performance.now();
    for (const [index, id] of ids.entries()) {
      await wait(Math.max(0, began + (index * 1_000) / perSecond - performance.now()));
      paying.push(pay(market, id));
    }
    const times = await Promise.all(paying);
    client.close();
    return {
      count,
      p50Ms: quantile(times, 0.5),
      p95Ms: quantile(times, 0.95),
      p99Ms: quantile(times, 0.99),
    };
  }
}

const medianRate = (rates: readonly RadiusRate[]): RadiusRate => ({
  perSecond: median(rates.map(({ perSecond }) => perSecond)) ?? 0,
  p50Ms: median(rates.map(({ p50Ms }) => p50Ms)) ?? 0,
  p99Ms: median(rates.map(({ p99Ms }) => p99Ms)) ?? 0,
  failed: Math.max(...rates.map(({ failed }) => failed)),
  cpuMs: medianCpu(rates.map(({ cpuMs }) => cpuMs)),
});

function medianCpu(measured: readonly (CpuOfPacket | null)[]): CpuOfPacket | null {
  const of = (part: keyof CpuOfPacket): number | null =>
    median(measured.map((cpuMs) => cpuMs?.[part] ?? null));
  const [postgres, freeradius, routers] = [of('postgres'), of('freeradius'), of('routers')];
  if (postgres === null || freeradius === null || routers === null) return null;
  return { postgres, freeradius, routers };
}

const medianTimes = (times: readonly Times[]): Times => ({
  count: times.reduce((sum, { count }) => sum + count, 0),
  p50Ms: median(times.map(({ p50Ms }) => p50Ms)) ?? 0,
  p95Ms: median(times.map(({ p95Ms }) => p95Ms)) ?? 0,
  p99Ms: median(times.map(({ p99Ms }) => p99Ms)) ?? 0,
});
