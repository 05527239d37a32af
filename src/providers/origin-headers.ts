import { currentRequest } from '../common/http/request-context.js';
import { traceCarrier } from '../common/tracing/spans.js';

/** Headers that correlate a call with the current request, in the logs of both sides. */
export function originHeaders(): Readonly<Record<string, string>> {
  const requestId = currentRequest()?.requestId;
  return { ...(requestId === undefined ? {} : { 'X-Request-Id': requestId }), ...traceCarrier() };
}
