import { type BenchEnvironment } from '../environment.js';
import { LipafiServer } from '../lipafi.js';
import { type Options } from '../options.js';
import { quantile } from '../quantile.js';
import { shown } from '../report.js';
import { loginAgain } from '../shop.js';
import { DEEP_PAGE, type ScreenRequest, screenRequests } from './screen-requests.js';

/** How often each request is sent for one measurement. */
const TURNS = 40;
/** Requests before the first one that counts. */
const WARM_UP_TURNS = 5;
const OK = 200;

/** How long a request of the dashboard takes, in ms. */
export interface RequestFigures {
  readonly screen: string;
  readonly name: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** What is measured of the dashboard. */
export interface DashboardFigures {
  readonly payments: number;
  readonly requests: readonly RequestFigures[];
}

/** Measures every request of the dashboard of one operator with many payments, one at a time. */
export async function measureDashboard(
  environment: BenchEnvironment,
  options: Options,
  say: (line: string) => void,
): Promise<DashboardFigures> {
  const { database, shop, subjects } = await environment.dashboardDataset();
  const server = await LipafiServer.start({ database, providerUrl: environment.providerUrl });
  try {
    const get = reading(server.url, await loginAgain(server.url, shop));
    const deep = await deepPage(get);
    const poll = await pollOfEvents(get);
    const all: readonly ScreenRequest[] = [
      ...screenRequests(shop, subjects),
      { screen: 'Payments', name: `page ${DEEP_PAGE}`, path: () => deep },
      { screen: 'Everywhere', name: 'poll of events', path: () => poll },
    ];
    const requests: RequestFigures[] = [];
    for (const request of all) {
      const figures = await measure(request, get, TURNS * options.shareOfLength);
      say(`${figures.screen}, ${figures.name}: ${shown(figures.p95Ms, 1)} ms`);
      requests.push(figures);
    }
    return { payments: options.rows.large, requests };
  } finally {
    await server.child.stop();
  }
}

async function measure(
  { screen, name, path }: ScreenRequest,
  get: Get,
  turns: number,
): Promise<RequestFigures> {
  const times: number[] = [];
  for (let turn = 0; turn < WARM_UP_TURNS + turns; turn += 1) {
    const began = performance.now();
    await get(path(turn));
    if (turn >= WARM_UP_TURNS) times.push(performance.now() - began);
  }
  return {
    screen,
    name,
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    maxMs: quantile(times, 1),
  };
}

type Get = (path: string) => Promise<unknown>;

const reading =
  (url: string, token: string): Get =>
  async (path) => {
    const answer = await fetch(url + path, { headers: { Authorization: `Bearer ${token}` } });
    const body: unknown = await answer.json();
    if (answer.status !== OK) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`);
    return body;
  };

/** The table in Markdown, the screens in the order in which they were measured. */
export function dashboardPage({ payments, requests }: DashboardFigures): string {
  return [
    `Every request of the dashboard of an operator with ${payments.toLocaleString('en')} payments, ` +
      'one at a time:',
    '',
    '| screen | request | p50 ms | p95 ms | longest ms |',
    '| --- | --- | --: | --: | --: |',
    ...requests.map(
      ({ screen, name, p50Ms, p95Ms, maxMs }) =>
        `| ${screen} | ${name} | ${shown(p50Ms, 1)} | ${shown(p95Ms, 1)} | ${shown(maxMs, 1)} |`,
    ),
  ].join('\n');
}

/** The path of the fiftieth page of all payments. */
async function deepPage(get: Get): Promise<string> {
  let path = '/payments/?limit=50';
  for (let page = 1; page < DEEP_PAGE; page += 1) {
    const { next } = (await get(path)) as { readonly next: string | null };
    if (next === null) throw new Error(`There is no page ${page + 1}`);
    const { pathname, search } = new URL(next);
    path = pathname + search;
  }
  return path;
}

/** The path by which a dashboard that has heard of everything asks what is new. */
async function pollOfEvents(get: Get): Promise<string> {
  const { cursor } = (await get('/events/')) as { readonly cursor: string };
  return `/events/?after=${encodeURIComponent(cursor)}`;
}
