import { isPage } from '../routes.js';
import { type Hit, told } from './sender.js';

/** Only routes that call other systems may say that those did not respond. */
const REACHES_OUT =
  /^\/(api\/)?routers\/[^/]+\/(test-connection|device-info|execute-command)|\/verify\/?$/;
const GATEWAY_STATUSES = [502, 503, 504];

const ALLOWED_KEYS = ['error', 'code', 'request_id', 'payment_id', 'fields'];

/** Traces of internals: stacks, files, statements, messages of the database. */
const TRACES = [
  /\n\s+at\s/,
  /node_modules|node:internal|\/src\/|\.js:\d+/,
  /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.+\b(FROM|VALUES|SET|WHERE)\b/,
  /QueryFailed|TypeORM|postgres|pg_|relation "|constraint|syntax error at|invalid byte sequence/i,
  /TypeError|RangeError|ReferenceError|SyntaxError|Cannot read|undefined is not|ECONN|Unexpected token/,
];

/** Describes what is wrong with a response; null when nothing is. */
export function faultOf(hit: Hit, secrets: readonly string[]): string | null {
  const { shot, status, text, headers } = hit;
  const fault = (what: string): string =>
    `${what}: ${status} to ${told(shot)}: ${text.slice(0, 500)}`;
  const reachesOut = REACHES_OUT.test(shot.path.split('?')[0] ?? '');
  if (status >= 500 && !(reachesOut && GATEWAY_STATUSES.includes(status))) {
    return fault('a crash');
  }
  const sent = `${shot.path} ${String(shot.body ?? '')} ${Object.values(shot.headers).join(' ')}`;
  const shown = secrets.find((secret) => text.includes(secret) && !sent.includes(secret));
  if (shown !== undefined) return fault('a secret');
  if (status < 400 || shot.method === 'HEAD') return null;
  if (TRACES.some((trace) => trace.test(text))) return fault('a trace of what is behind');
  const wrong = shapeFault(text, headers, isPage(shot.path) ? 1 : 0);
  return wrong === null ? null : fault(wrong);
}

function shapeFault(text: string, headers: Hit['headers'], ownScripts: number): string | null {
  if (String(headers['content-type']).startsWith('text/html')) return pageFault(text, ownScripts);
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return 'no JSON';
  }
  const isSentence = typeof body['error'] === 'string' && body['error'] !== '';
  const hasCode = typeof body['code'] === 'string' && /^[a-z][a-z0-9_]*$/.test(body['code']);
  // The first answer of a sale has its claim, also when it is an error about a payment.
  const allowed = 'payment_id' in body ? [...ALLOWED_KEYS, 'access_claim'] : ALLOWED_KEYS;
  const others = Object.keys(body).filter((key) => !allowed.includes(key));
  if (!isSentence || !hasCode || others.length > 0) return 'another shape than that of errors';
  if (body['request_id'] !== headers['x-request-id']) return "another request's id";
  return null;
}

/** Some pages are HTML, and all input on them must be text. */
const pageFault = (text: string, ownScripts: number): string | null =>
  text.split('<script').length - 1 > ownScripts ? 'a script on a page' : null;
