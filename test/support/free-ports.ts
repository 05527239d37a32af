import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that a system gives to programs that ask for any (Linux: from 32768 on). Such a port
 * would be given to somebody else in the time until it is used, or while its server is restarted.
 */
const LOWEST = 20_000;
const COUNT = 12_000;
const MAX_TRIES = 50;

/** A TCP port of 127.0.0.1 that is free, and stays free unless somebody wants this very port. */
export function aFreePort(): Promise<number> {
  return firstFree(async (port) => {
    const server = createServer().listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  });
}

/** A UDP port of an address that is free, and stays free unless somebody wants this very port. */
export function aFreeUdpPort(address = '127.0.0.1'): Promise<number> {
  return firstFree(async (port) => {
    const socket = createSocket('udp4').bind({ port, address, exclusive: true });
    await once(socket, 'listening');
    socket.close();
    await once(socket, 'close');
  });
}

/** Tries ports until one can be taken. */
async function firstFree(take: (port: number) => Promise<void>): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = LOWEST + Math.floor(Math.random() * COUNT);
    try {
      await take(port);
      return port;
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
    }
  }
}
