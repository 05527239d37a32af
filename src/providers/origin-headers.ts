import { currentRequest } from '../common/http/request-context.js';
import { traceCarrier } from '../common/tracing/spans.js';

/** Names the request that a call belongs to, so that it can be found in the logs of both sides. */
export function originHeaders(): Readonly<Record<string, string>> {
  const requestId = currentRequest()?.requestId;
  return { ...(requestId === undefined ? {} : { 'X-Request-Id': requestId }), ...traceCarrier() };
}
