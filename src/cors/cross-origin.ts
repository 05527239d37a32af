import { type Request, type RequestHandler, type Response } from 'express';
import { type Route, type RouteTable } from '../common/http/route-table.js';
import { type CorsPolicy, type CorsPolicyOf } from './cors-policies.js';

/** The request headers that pages may send, and the response headers that they may read. */
const ALLOWED_HEADERS =
  'Authorization, X-Public-Key, Public-Key, X-Access-Claim, Content-Type, Idempotency-Key, X-Request-Id';
const EXPOSED_HEADERS = 'X-Request-Id, Retry-After, Idempotent-Replayed';

/** Chromium caches a preflight for at most two hours. */
const PREFLIGHT_SECONDS = '7200';

/**
 * Tells browsers which pages may call which route. Browsers add no credentials to these requests: a
 * page must know the key or token that it sends, so `*` gives nobody the rights of another.
 * Only headers are set: preflights are answered with the other `OPTIONS` requests.
 *
 * @param origins the origins in the settings; `*` stands for all
 */
export function crossOrigin(
  routes: RouteTable,
  policyOf: CorsPolicyOf,
  origins: readonly string[],
): RequestHandler {
  return (request, response, next) => {
    const found = routes.at(request);
    const asked = askedMethod(request);
    const policy = policyFor(found, asked, policyOf);
    if (admits(policy, origins, request, response)) {
      if (isPreflight(request)) describe(methodsUnder(policy, found, policyOf), response);
      else response.set('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    }
    next();
  };
}

const isPreflight = (request: Request): boolean =>
  request.method === 'OPTIONS' && request.get('access-control-request-method') !== undefined;

/** The method of the request, or the one that a preflight announces. */
const askedMethod = (request: Request): string =>
  request.method === 'OPTIONS'
    ? (request.get('access-control-request-method') ?? '').toUpperCase()
    : request.method;

/**
 * The policy of the route that will answer; if there is none, that of the first route at the path.
 */
function policyFor(found: readonly Route[], method: string, policyOf: CorsPolicyOf): CorsPolicy {
  const route = found.find(({ methods }) => methods.includes(method)) ?? found[0];
  if (!route) return 'listed';
  const known = route.methods.includes(method) ? method : (route.methods[0] ?? method);
  return policyOf(known, route.path);
}

/** Sets the CORS headers if the page may call the route. */
function admits(
  policy: CorsPolicy,
  origins: readonly string[],
  request: Request,
  response: Response,
): boolean {
  if (policy === 'none') return false;
  if (policy === 'any' || origins.includes('*')) {
    response.set('Access-Control-Allow-Origin', '*');
    return true;
  }
  response.vary('Origin');
  const origin = request.get('origin');
  if (origin === undefined || !origins.includes(origin)) return false;
  response.set('Access-Control-Allow-Origin', origin);
  return true;
}

function methodsUnder(
  policy: CorsPolicy,
  found: readonly Route[],
  policyOf: CorsPolicyOf,
): readonly string[] {
  const methods = found.flatMap((route) =>
    route.methods.filter((method) => policyOf(method, route.path) === policy),
  );
  return [...new Set(methods)];
}

function describe(methods: readonly string[], response: Response): void {
  response.set({
    'Access-Control-Allow-Methods': methods.join(', '),
    'Access-Control-Allow-Headers': ALLOWED_HEADERS,
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
  });
}
