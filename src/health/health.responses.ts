import { type Fields, response } from '../common/openapi/response.js';
import {
  about,
  count,
  instant,
  nullable,
  object,
  oneOf,
  optional,
  type Schema,
  text,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { type Settings } from '../config/settings.js';
import { CHECK_NAMES, type CheckName, type Readiness } from './health.service.js';

const REQUEST_ID = '0198c0de-5b7a-7cc0-9d55-3b1f0a6f2a10';
/** How late a job may start before the health details report it, in seconds. */
const LATE_SECONDS = 60;

/** The result of the health checks. */
export interface HealthReport extends Readiness, Pick<Settings, 'workerMode'> {
  readonly startedAt: Date;
  readonly now: Date;
  /** How late background jobs are; null when that is not known. */
  readonly lagSeconds: number | null;
  readonly requestId: string | undefined;
}
type ReadyReport = Pick<HealthReport, keyof Readiness | 'requestId'>;

const eachCheck = <T>(valueOf: (name: CheckName) => T): Readonly<Record<CheckName, T>> =>
  Object.fromEntries(CHECK_NAMES.map((name) => [name, valueOf(name)])) as Record<CheckName, T>;
const milliseconds: Schema<number> = { type: 'number', minimum: 0 };
type Outcome = 'ok' | 'failed';
const outcome = oneOf<Outcome>(['ok', 'failed']);
const outcomeOf = (isOk: boolean): Outcome => (isOk ? 'ok' : 'failed');

interface CheckShown {
  readonly status: Outcome;
  readonly took_ms: number;
}

/** `GET /health/live` */
export const LiveResponse = response('Live', 'The process runs and answers.').with({
  status: [oneOf(['ok']), 'ok', () => 'ok'],
});

/** `GET /health/ready` of a server that is ready. */
export const ReadyResponse = response<ReadyReport>(
  'Ready',
  'The server is fit to be sent requests.',
).with({
  status: [oneOf(['ok']), 'ok', () => 'ok'],
  checks: [
    object(eachCheck(() => outcome)),
    eachCheck<Outcome>(() => 'ok'),
    ({ checks }) => eachCheck((name) => outcomeOf(checks[name].ok)),
  ],
});

/** `GET /health/` of a server that is ready. Late jobs concern all processes; it still is. */
export const HealthResponse = response<HealthReport>(
  'Health',
  'How the server is, for people.',
).with({
  status: [oneOf(['ok']), 'ok', () => 'ok'],
  worker_mode: [oneOf(['inline', 'off', 'only']), 'inline', (r) => r.workerMode],
  started_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.startedAt)],
  uptime_seconds: [
    count,
    5400,
    ({ now, startedAt }) => Math.floor((now.getTime() - startedAt.getTime()) / 1000),
  ],
  jobs: [
    about(
      'How late background jobs are, over all processes: `late` after a minute.',
      object({ status: oneOf(['ok', 'late', 'unknown']), lag_seconds: nullable(count) }),
    ),
    { status: 'ok', lag_seconds: 0 },
    ({ lagSeconds: lag }) => ({
      status: lag === null ? 'unknown' : lag > LATE_SECONDS ? 'late' : 'ok',
      lag_seconds: lag === null ? null : Math.round(lag),
    }),
  ],
  checks: [
    about(
      'How each check went.',
      object(eachCheck(() => object({ status: outcome, took_ms: milliseconds }))),
    ),
    eachCheck<CheckShown>(() => ({ status: 'ok', took_ms: 2 })),
    ({ checks }) =>
      eachCheck<CheckShown>((name) => ({
        status: outcomeOf(checks[name].ok),
        took_ms: checks[name].tookMs,
      })),
  ],
});

/** `GET /health/ready` of a server that is not ready. */
export const NotReadyResponse = failed('NotReady', ReadyResponse.fields, {
  checks: eachCheck(() => 'failed'),
});

/** `GET /health/` of a server that is not ready. */
export const NotHealthyResponse = failed('NotHealthy', HealthResponse.fields, {
  checks: eachCheck(() => ({ status: 'failed', took_ms: 2 })),
});

/**
 * The shape of every error, with the fields of the successful answer. Those may be absent, because
 * the server answers 503 without any check while it stops.
 */
function failed<Source extends ReadyReport>(
  name: string,
  fields: Fields<Source, Readonly<Record<string, unknown>>>,
  examples: Readonly<Record<string, unknown>>,
) {
  return response<Source>(
    name,
    'The error, and how each check went where the checks were made.',
  ).with<Readonly<Record<string, unknown>>>({
    error: [text, 'The server is not ready: the database does not answer.', (r) => r.sentence],
    code: [oneOf(['not_ready', 'shutting_down', 'stopping']), 'not_ready', (r) => r.state],
    request_id: [text, REQUEST_ID, (r) => r.requestId],
    ...Object.fromEntries(
      Object.entries(fields)
        .filter(([field]) => field !== 'status')
        .map(([field, [schema, example, read]]) => [
          field,
          [optional(schema), examples[field] ?? example, read],
        ]),
    ),
  });
}
