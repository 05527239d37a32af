import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** The receiver's status, or why there was none. */
export interface PostResult {
  readonly status: number | null;
  readonly error: string | null;
}

/** `cut`: the connection closes in the middle of the body. `unheard`: the response is lost. */
export type Mishap = 'cut' | 'unheard';

/** The options of a request. */
export interface PostOptions {
  /** Real time. */
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
  readonly mishap: Mishap | null;
  /** Further headers, such as a signature. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Posts a JSON text and reads the status. It follows no redirect, closes the connection and never
 * rejects.
 */
export function postJson(
  url: string,
  json: string,
  { timeoutMs, stop, mishap, headers = {} }: PostOptions,
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
          ...headers,
        },
      },
      (response) => {
        response.resume();
        response.once('close', () => {
          resolve(
            mishap === 'unheard'
              ? { status: null, error: 'answer lost' }
              : { status: response.statusCode ?? null, error: null },
          );
        });
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ status: null, error: error.code ?? error.message });
    });
    if (mishap !== 'cut') request.end(json);
    else {
      const half = Buffer.from(json).subarray(0, Math.floor(Buffer.byteLength(json) / 2));
      request.write(half, () => request.destroy(new Error('connection cut')));
    }
  });
}
