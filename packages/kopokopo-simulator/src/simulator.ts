import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buildApp } from './app.js';
import { buildContext } from './build-context.js';
import { type SimulatorContext } from './context.js';
import { SimulatorControl } from './control/simulator-control.js';
import { type SimulatorOptions } from './options.js';

/** A running simulator. */
export interface Simulator {
  /** Scheme, host and port; the API is below `/api/v1/` and `/api/v2/`. */
  readonly url: string;
  readonly port: number;
  readonly control: SimulatorControl;
  /**
   * Closes every connection, cancels everything that is scheduled, and resolves when nothing is
   * left open.
   */
  stop(): Promise<void>;
}

/** Starts a simulator. Rejects when it cannot listen or an option is invalid. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const context = buildContext(options);
  const control = new SimulatorControl(context);
  const server = createServer(buildApp(context, control));
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, options.port, host);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  context.address.url = url;
  return { url, port, control, stop: () => stop(server, context) };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server, context: SimulatorContext): Promise<void> {
  context.scheduler.clear();
  context.sender.clear();
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeAllConnections();
  await closed;
  await context.sender.settled();
  context.changes.close();
}
