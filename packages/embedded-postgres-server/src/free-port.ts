import { createServer, type AddressInfo } from 'node:net';

/** PostgreSQL listens here only, so nothing outside of this machine can reach it. */
export const HOST = '127.0.0.1';

/**
 * Finds a free TCP port on {@link HOST}. Another process may take it before PostgreSQL does, so the
 * caller must be ready to call this again.
 *
 * @param preferred is used when it is free
 */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred === undefined) return listenOnce(0);
  try {
    return await listenOnce(preferred);
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
