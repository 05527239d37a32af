import { setTimeout as wait } from 'node:timers/promises';
import { fillingOf, type RequestTemplate, requestOf } from './load-plan.js';
import { type Recorder } from './wire/recorder.js';
import { type Statement } from './wire/statement.js';
import { type RecordedAnswer, recordedValues, type Workload } from './workloads.js';

/**
 * The recorded work of the server for one request, with placeholders for values that change. The
 * baselines execute it, so that they do the same work as the server.
 */
export interface Transcript {
  readonly steps: readonly Step[];
  /** The step before which the provider is called; null when it is not called. */
  readonly callBefore: number | null;
  /** The step before which the response is sent; the number of steps for the end. */
  readonly answerBefore: number;
  readonly status: number;
  readonly body: string;
}

/** A statement. */
export interface Step {
  readonly text: string;
  /** Values with placeholders, such as `{id}-1`. */
  readonly values: readonly (string | null)[];
  /** Columns of the first row that fill placeholders of later steps. */
  readonly fills: Readonly<Record<string, string>>;
  /** Whether it was pipelined with the statement before it. */
  readonly isPipelined: boolean;
}

/** Ids that the database generates: where they come from, and the statements that use them. */
const MADE_BY_DATABASE = [
  { hole: 'event', from: /INSERT INTO webhook_events/, column: 'id', to: /webhook_events/ },
  { hole: 'job', from: /FOR UPDATE\s+SKIP LOCKED/i, column: 'id', to: /_private_jobs/ },
] as const;

/** Keys and digests of counters; it only matters that they differ. */
const DIGEST = /\b[0-9a-f]{64}\b/g;

/** Ids of logins and entitlements, and access codes: the server generates and does not show them. */
const NAMED_BY_SERVER = /INSERT INTO sessions|create_payment_entitlement/;
const ACCESS_CODE = /^[2-9A-HJKMNP-Z]{8}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The server fetches a batch of jobs for all its requests. A baseline does the work of one request,
 * and would keep the jobs of the others.
 */
const ofOneJob = (text: string): string =>
  /SKIP LOCKED/i.test(text) ? text.replace(/\blimit \d+/i, 'limit 1') : text;

/** Background statements of the server. */
const BACKGROUND =
  /LISTEN|known_crontabs|pg_advisory_(?:un)?lock|force_unlock|SELECT 1$|migrations/;
/** A worker also polls when there are no jobs. */
const isIdleLook = ({ text, firstRow }: Statement): boolean =>
  /SKIP LOCKED/i.test(text) && Object.keys(firstRow).length === 0;

/**
 * Sends one request to a server behind a recorder.
 * @param pauseMs the provider's response time: the pause shows where it is called
 */
export async function transcribe(
  recorder: Pick<Recorder, 'take'>,
  url: string,
  workload: Workload,
  template: RequestTemplate,
  { number, pauseMs }: { readonly number: number; readonly pauseMs: number },
): Promise<Transcript> {
  recorder.take();
  const { path, ...request } = requestOf({ request: template }, number);
  const answer = await fetch(url + path, request);
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${workload.name}: ${answer.status} ${body}`);
  await wait(pauseMs);
  const statements = recorder
    .take()
    .filter((statement) => !BACKGROUND.test(statement.text) && !isIdleLook(statement));
  const values = recordedValues(
    fillingOf(number, template.items),
    JSON.parse(body) as RecordedAnswer,
  );
  const withHoles = (text: string): string =>
    values
      .reduce((result, [name, value]) => result.replaceAll(value, `{${name}}`), text)
      .replaceAll(DIGEST, '{digest}');
  const known = new Set(values.map(([, value]) => value));
  const steps = withMadeIds(statements, (value) => known.has(value)).map((step) => ({
    ...step,
    values: step.values.map((value) => (value === null ? null : withHoles(value))),
  }));
  const countUpTo = (last: RegExp | undefined): number =>
    last ? steps.findIndex(({ text }) => last.test(text)) + 1 || steps.length : steps.length;
  return {
    steps: steps.slice(0, countUpTo(workload.endsAfter)),
    callBefore: workload.call ? maxPause(statements, pauseMs / 2) : null,
    answerBefore: countUpTo(workload.answersAfter),
    status: answer.status,
    // A number cannot have a placeholder, so it stays the same.
    body: JSON.stringify(JSON.parse(body), (_key, value: unknown) =>
      typeof value === 'string' ? withHoles(value) : value,
    ),
  };
}

/**
 * Records until two recordings in a row have the same statements. The first request includes what
 * happens only once, such as marking an address as known, and a worker may have done other jobs
 * between: baselines that repeat those would not do the work of the request.
 *
 * @param attempts how often it is recorded at most
 * @throws Error when no two are alike
 */
export async function alikeTwice(
  next: () => Promise<Transcript>,
  attempts: number,
): Promise<Transcript> {
  const textOf = ({ steps }: Transcript) => steps.map(({ text }) => text).join('\n');
  let before = await next();
  for (let attempt = 1; attempt < attempts; attempt += 1) {
    const again = await next();
    if (textOf(again) === textOf(before)) return again;
    before = again;
  }
  throw new Error(`No two of ${attempts} recordings in a row are alike.`);
}

/** Replaces results of earlier statements by placeholders. */
function withMadeIds(
  statements: readonly Statement[],
  isKnown: (value: string) => boolean,
): Step[] {
  const known = new Map<string, string>();
  return statements.map(({ text, values, firstRow, isPipelined }) => {
    const made = MADE_BY_DATABASE.filter(({ to }) => to.test(text));
    const step = {
      text: ofOneJob(text),
      isPipelined,
      values: values.map((value) => {
        if (value !== null && NAMED_BY_SERVER.test(text) && !isKnown(value)) {
          if (UUID.test(value)) return '{id}';
          if (ACCESS_CODE.test(value)) return '{code}';
        }
        const hole = made.find((id) => value !== null && known.get(id.hole) === value)?.hole;
        return hole === undefined ? value : `{${hole}}`;
      }),
      fills: {} as Record<string, string>,
    };
    for (const { hole, from, column } of MADE_BY_DATABASE) {
      const value = firstRow[column];
      if (!from.test(text) || value === undefined) continue;
      known.set(hole, value);
      step.fills[hole] = column;
    }
    return step;
  });
}

/** The statement with the longest pause before it. */
function maxPause(statements: readonly Statement[], atLeastMs: number): number | null {
  const pauses = statements.map(({ atMs }, index) => atMs - (statements[index - 1]?.atMs ?? atMs));
  const longest = Math.max(...pauses);
  return longest < atLeastMs ? null : pauses.indexOf(longest);
}
