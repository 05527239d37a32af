import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Returns `preferred` if it is free, else any free port. */
export async function freePort(preferred: number): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0)) ?? preferred;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(null);
    });
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' ? (address?.port ?? null) : null);
      });
    });
  });
}

/** Returns `preferred` if it is free for UDP, else any free port. */
export async function freeUdpPort(preferred: number): Promise<number> {
  return (await tryUdpPort(preferred)) ?? (await tryUdpPort(0)) ?? preferred;
}

function tryUdpPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createSocket('udp4');
    probe.once('error', () => {
      resolve(null);
    });
    probe.bind(port, '127.0.0.1', () => {
      const { port: bound } = probe.address();
      probe.close(() => {
        resolve(bound);
      });
    });
  });
}
