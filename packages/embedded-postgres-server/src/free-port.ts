import { createServer, type AddressInfo } from 'node:net';

/** PostgreSQL listens here only: nothing outside of this machine can reach it. */
export const HOST = '127.0.0.1';

/**
 * A TCP port on {@link HOST} that nobody listens on at this moment. Somebody may take it before
 * PostgreSQL does, so the caller must be ready to ask again.
 *
 * @param wished preferred when it is free
 */
export async function freePort(wished?: number): Promise<number> {
  if (wished === undefined) return listenOnce(0);
  try {
    return await listenOnce(wished);
  } catch {
    return listenOnce(0);
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const { port: given } = server.address() as AddressInfo;
      server.close(() => {
        resolve(given);
      });
    });
  });
}
