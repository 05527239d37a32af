import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { contentSecurityPolicy, type Frame, type Page, renderPage } from '#portal';
import { aFreePort } from './free-ports.js';

/** A request that the pages have sent. */
export interface PortalRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** What answers a request: a page, a redirect, or JSON. */
export type PortalAnswer =
  | { readonly page: Page; readonly frame: Frame; readonly status?: number }
  | { readonly seeOther: string }
  | { readonly json: object };

/** A server that answers with pages of the portal as the real one does, decided by a test. */
export interface PortalServer {
  readonly url: string;
  /** What was asked, in order. */
  readonly requests: PortalRequest[];
  /** Drops all connections, and refuses new ones. */
  stop(): Promise<void>;
  /** Listens again at the same address. */
  start(): Promise<void>;
}

/** Starts the server. */
export async function startPortalServer(
  answer: (request: PortalRequest) => PortalAnswer | Promise<PortalAnswer>,
): Promise<PortalServer> {
  const requests: PortalRequest[] = [];
  let server: Server;
  const port = await aFreePort();

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '' } = request;
    const asked = { method, path, body: (await buffer(request)).toString() };
    requests.push(asked);
    const given = await answer(asked);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Referrer-Policy', 'same-origin');
    if ('seeOther' in given) {
      response.writeHead(303, { Location: given.seeOther }).end();
    } else if ('json' in given) {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(given.json));
    } else {
      response.setHeader('Content-Security-Policy', contentSecurityPolicy(given.frame.look));
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.statusCode = given.status ?? 200;
      response.end(renderPage(given.page, given.frame));
    }
  };
  const start = async (): Promise<void> => {
    server = createServer((request, response) => void respond(request, response));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  };
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  await start();
  return { url: `http://127.0.0.1:${port}`, requests, start, stop };
}
