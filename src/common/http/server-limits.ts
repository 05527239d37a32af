import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';
import { newId } from '../ids/uuid.js';

/** Limits of one connection; times in ms. */
export interface ServerLimits {
  /** Time limit for the headers of a request. */
  readonly headersTimeoutMs: number;
  /** Time limit for a whole request, including its body. */
  readonly requestTimeoutMs: number;
  /** How long an idle connection stays open. */
  readonly keepAliveTimeoutMs: number;
  /**
   * The maximum number of headers; further ones are ignored. All headers together may have 16 kB.
   */
  readonly maxHeaders: number;
}

/**
 * A phone with a poor connection may send a body of 100 kB. Load balancers reuse idle connections
 * for 60 s: if ours closed earlier, a request would sometimes arrive on a closing connection.
 * Browsers send about twenty headers, and proxies add a few.
 */
const LIMITS: ServerLimits = {
  headersTimeoutMs: 20_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 75_000,
  maxHeaders: 100,
};

/** Statuses for errors of Node's HTTP parser, by error code. All others become a 400. */
const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const ANSWERS: Readonly<Record<number, { readonly code: string; readonly error: string }>> = {
  400: { code: 'bad_request', error: 'The request is not valid HTTP.' },
  408: { code: 'request_timeout', error: 'The request took too long to arrive. Send it again.' },
  417: {
    code: 'expectation_failed',
    error: 'The Expect header asks for what this server does not do. Leave it out.',
  },
  413: { code: 'body_too_large', error: 'The body is too large: at most 100 kB are accepted.' },
  431: { code: 'headers_too_large', error: 'The headers of the request are too large.' },
};

/**
 * Limits the cost of one connection, and answers data that is not HTTP, which no middleware sees,
 * with the common error body.
 */
export function limitServer(server: Server, limits: ServerLimits = LIMITS): void {
  server.headersTimeout = limits.headersTimeoutMs;
  server.requestTimeout = limits.requestTimeoutMs;
  server.keepAliveTimeout = limits.keepAliveTimeoutMs;
  server.maxHeadersCount = limits.maxHeaders;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(refusal(STATUS_OF[error.code ?? ''] ?? 400));
  });
  // Node answers `Expect: 100-continue` itself, but any other expectation with an empty body.
  server.on('checkExpectation', (_request: IncomingMessage, { socket }: ServerResponse) => {
    socket?.end(refusal(417));
  });
}

function refusal(status: number): string {
  const requestId = newId();
  const body = JSON.stringify({ ...ANSWERS[status], request_id: requestId });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    '',
    body,
  ].join('\r\n');
}
