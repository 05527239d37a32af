import { setTimeout as wait } from 'node:timers/promises';
import { type BenchEnvironment } from '../environment.js';
import { LipafiServer } from '../lipafi.js';
import { type Options } from '../options.js';
import { quantile } from '../quantile.js';
import { shown } from '../report.js';
import { loginAgain } from '../shop.js';
import { allRequests } from './all-requests.js';
import { type ScreenRequest } from './screen-request.js';

/** How often each request is sent for one measurement. */
const TURNS = 40;
/** Requests before the first one that counts. */
const WARM_UP_TURNS = 5;
const OK = 200;
const TOO_MANY = 429;
/** An operator has one export at a time, and the server notices a little later that one is over. */
const EXPORT_PAUSE_MS = 20;
const MAX_EXPORT_TRIES = 250;
/** As much of a file as its first rows take. */
const BEGINNING_BYTES = 10_000;

/** How long a request of the dashboard takes, in ms. */
export interface RequestFigures {
  readonly screen: string;
  readonly name: string;
  /** Null when it was refused. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
  /** The request and its answer, when it was refused. */
  readonly refused: string | null;
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
    // A token is valid for minutes.
    const logIn = async (): Promise<Client> =>
      new Client(server.url, await loginAgain(server.url, shop));
    const client = await logIn();
    const all = await allRequests((path) => client.get(path), shop, subjects);
    const requests: RequestFigures[] = [];
    for (const request of all) {
      const figures = await measure(request, await logIn(), TURNS * options.shareOfLength);
      const { screen, name, p95Ms, refused } = figures;
      say(`${screen}, ${name}: ${refused ?? `${shown(p95Ms, 1)} ms`}`);
      requests.push(figures);
    }
    return { payments: options.rows.large, requests };
  } finally {
    await server.child.stop();
  }
}

async function measure(
  request: ScreenRequest,
  client: Client,
  turns: number,
): Promise<RequestFigures> {
  const { screen, name } = request;
  const times: number[] = [];
  try {
    for (let turn = 0; turn < WARM_UP_TURNS + turns; turn += 1) {
      const took = await client.time(request, turn);
      if (turn >= WARM_UP_TURNS) times.push(took);
    }
  } catch (error) {
    // The others are worth their time all the same.
    const refused = error instanceof Error ? error.message : String(error);
    return { screen, name, p50Ms: null, p95Ms: null, maxMs: null, refused };
  }
  return {
    screen,
    name,
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    maxMs: quantile(times, 1),
    refused: null,
  };
}

/** An earlier export has not ended yet. */
class StillRunning extends Error {}

/** A dashboard that is logged in. */
class Client {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Reads a JSON answer. @throws Error when the server refuses the request */
  async get(path: string): Promise<unknown> {
    return (await this.send(path, null)).json();
  }

  /**
   * Sends a request for the n-th time.
   * @returns how long its answer took, in ms
   * @throws Error when the server refuses it
   */
  async time({ path, body, readsBeginning }: ScreenRequest, turn: number): Promise<number> {
    const [sent, posted] = [path(turn), body ? body(turn) : null];
    for (let tries = 1; ; tries += 1) {
      const began = performance.now();
      try {
        const answer = await this.send(sent, posted);
        if (readsBeginning === true) await readBeginning(answer);
        else await answer.text();
        return performance.now() - began;
      } catch (error) {
        if (!(error instanceof StillRunning) || tries === MAX_EXPORT_TRIES) throw error;
        await wait(EXPORT_PAUSE_MS);
      }
    }
  }

  private async send(path: string, body: object | null): Promise<Response> {
    const answer = await fetch(this.url + path, {
      method: body ? 'POST' : 'GET',
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status === OK) return answer;
    const said = `${path}: ${answer.status} ${await answer.text()}`;
    throw answer.status === TOO_MANY ? new StillRunning(said) : new Error(said);
  }
}

/** Reads the first rows of a file, and breaks the connection off. */
async function readBeginning({ body }: Response): Promise<void> {
  if (!body) return;
  let bytes = 0;
  for await (const part of body as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes >= BEGINNING_BYTES) break;
  }
}

/** The table in Markdown, the screens in the order in which they were measured. */
export function dashboardPage({ payments, requests }: DashboardFigures): string {
  const refused = requests.filter((each) => each.refused !== null);
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
    ...refused.map((each) => `\nRefused: ${each.screen}, ${each.name}: ${each.refused ?? ''}`),
  ].join('\n');
}
