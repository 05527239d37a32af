import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** The receiver's status, or why there was none. */
export interface PostResult {
  readonly status: number | null;
  readonly error: string | null;
}

/**
 * Posts a JSON text and reads the status. Follows no redirect, keeps no connection
 * and never rejects. `timeoutMs` is real time.
 */
export function postJson(
  url: string,
  json: string,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<PostResult> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(json),
          'Cache-Control': 'no-cache',
        },
      },
      (response) => {
        response.resume();
        response.once('close', () => {
          resolve({ status: response.statusCode ?? null, error: null });
        });
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ status: null, error: error.code ?? error.message });
    });
    request.end(json);
  });
}
