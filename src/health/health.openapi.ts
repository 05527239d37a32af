import { type Answer, answer, type Description } from '../common/openapi/describe.decorator.js';
import {
  about,
  count,
  instant,
  named,
  object,
  oneOf,
  resource,
  type Schema,
  text,
} from '../common/openapi/schema.js';
import { CHECK_NAMES } from './health.service.js';

const REQUEST_ID = '0198c0de-5b7a-7cc0-9d55-3b1f0a6f2a10';
const TOOK_MS = 2;

const word = oneOf(['ok', 'failed']);
const eachCheck = (schema: Schema): Schema => object(of(schema));
const of = <T>(value: T): Record<string, T> =>
  Object.fromEntries(CHECK_NAMES.map((name) => [name, value]));

const Live = resource<{ readonly status: 'ok' }>(
  'Live',
  'The process runs and answers.',
  { status: oneOf(['ok']) },
  { status: 'ok' },
);

const Ready = resource<{ readonly status: 'ok'; readonly checks: Record<string, string> }>(
  'Ready',
  'The server is fit to be sent requests.',
  { status: oneOf(['ok']), checks: eachCheck(word) },
  { status: 'ok', checks: of('ok') },
);

const details = {
  worker_mode: oneOf(['inline', 'off', 'only']),
  started_at: instant,
  uptime_seconds: count,
  jobs: about(
    'How late background jobs are, over all processes: `late` after a minute.',
    object({
      status: oneOf(['ok', 'late', 'unknown']),
      lag_seconds: { type: ['integer', 'null'], minimum: 0 },
    }),
  ),
  checks: eachCheck(object({ status: word, took_ms: { type: 'number', minimum: 0 } })),
};
const exampleDetails = {
  worker_mode: 'inline',
  started_at: '2026-03-01T08:00:00.000Z',
  uptime_seconds: 5400,
  jobs: { status: 'ok', lag_seconds: 0 },
  checks: of({ status: 'ok', took_ms: TOOK_MS }),
};

const Health = resource<{ readonly status: 'ok' } & typeof exampleDetails>(
  'Health',
  'How the server is, for people.',
  { status: oneOf(['ok']), ...details },
  { status: 'ok', ...exampleDetails },
);

/** The error body plus the fields of a successful answer. */
const notReady = (name: string, beside: Record<string, Schema>, example: object): Answer => ({
  status: 503,
  description: 'Not ready, or about to stop: `not_ready`, `shutting_down`, `stopping`.',
  mediaType: 'application/json',
  schema: named(
    name,
    object(
      {
        error: text,
        code: oneOf(['not_ready', 'shutting_down', 'stopping']),
        request_id: text,
        ...beside,
      },
      Object.keys(beside) as never[],
    ),
  ),
  example: {
    error: 'The server is not ready: the database does not answer.',
    code: 'not_ready',
    request_id: REQUEST_ID,
    ...example,
  },
});

/** Describes the health checks in the API document. */
export const healthDocs = {
  live: {
    summary: 'Whether the process runs',
    description: 'Touches nothing: a broken database is no reason to restart it.',
    isFile: true,
    answers: [answer(200, 'It does.', Live)],
  },
  ready: {
    summary: 'Whether to send requests here',
    isFile: true,
    answers: [
      answer(200, 'Yes.', Ready),
      notReady('NotReady', { checks: eachCheck(word) }, { checks: of('failed') }),
    ],
  },
  overview: {
    summary: 'How the server is',
    answers: [
      answer(200, 'Well.', Health),
      notReady(
        'NotHealthy',
        { ...details, checks: about('How each check went.', details.checks) },
        { ...exampleDetails, checks: of({ status: 'failed', took_ms: TOOK_MS }) },
      ),
    ],
  },
} as const satisfies Record<string, Description>;
