import { type IncomingMessage } from 'node:http';

/**
 * Whether the request has a body. A chunked body does not announce its length, so this waits for
 * its first bytes and puts them back.
 */
export async function hasBody(request: IncomingMessage): Promise<boolean> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined) return length !== undefined && Number(length) !== 0;
  if (request.readableEnded || request.destroyed) return false;
  await somethingToRead(request);
  const chunk = request.read() as Buffer | null;
  if (chunk === null) return false;
  request.unshift(chunk);
  return true;
}

/** Resolves when bytes have arrived, or the request has ended. */
function somethingToRead(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const events = ['readable', 'end', 'close', 'error'] as const;
    const done = (): void => {
      for (const event of events) request.off(event, done);
      resolve();
    };
    for (const event of events) request.on(event, done);
  });
}
