import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A proxy between two servers, which can hold back requests and responses. */
export interface HoldingProxy {
  readonly url: string;
  /** The requested paths so far, without the query, in order. */
  readonly asked: readonly string[];
  /** The headers of the requests whose path ends like this, in order. */
  headersOf(pathEnd: string): IncomingHttpHeaders[];
  /** Holds back the response to the next request whose path ends like this. */
  hold(pathEnd: string): Held;
  /**
   * Holds back the next request whose path ends like this, so that the other server does not
   * receive it.
   */
  holdRequest(pathEnd: string): Held;
  stop(): Promise<void>;
}

/** A request or a response that is held back. */
export interface Held {
  /** Resolves when it has arrived; for a response, when the request was executed. */
  readonly arrived: Promise<void>;
  /** Lets it pass. */
  release(): void;
}

interface Waiting {
  readonly what: 'request' | 'answer';
  readonly pathEnd: string;
  readonly arrive: () => void;
  readonly released: Promise<void>;
}

/** Headers of a single connection, which are not forwarded. */
const OF_ONE_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

/** Starts a proxy to `target`, on any free port. */
export async function startHoldingProxy(target: string): Promise<HoldingProxy> {
  const asked: string[] = [];
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  const waiting: Waiting[] = [];

  const heldUp = async (what: Waiting['what'], path: string): Promise<void> => {
    const index = waiting.findIndex((each) => each.what === what && path.endsWith(each.pathEnd));
    const [held] = index < 0 ? [] : waiting.splice(index, 1);
    held?.arrive();
    await held?.released;
  };
  const holding = (what: Waiting['what'], pathEnd: string): Held => {
    const [arrived, arrive] = gate();
    const [released, release] = gate();
    waiting.push({ what, pathEnd, arrive, released });
    return { arrived, release };
  };

  const carry = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '', target).pathname;
    asked.push(path);
    requests.push({ path, headers: request.headers });
    await heldUp('request', path);
    const answer = await passOn(request, target);
    await heldUp('answer', path);
    response.writeHead(answer.status, handedOn(answer.headers)).end(answer.body);
  };

  const server = createServer((request, response) => {
    carry(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    headersOf: (pathEnd) =>
      requests.filter(({ path }) => path.endsWith(pathEnd)).map(({ headers }) => headers),
    hold: (pathEnd) => holding('answer', pathEnd),
    holdRequest: (pathEnd) => holding('request', pathEnd),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** A promise with the function that resolves it. */
function gate(): [Promise<void>, () => void] {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [
    opened,
    () => {
      open();
    },
  ];
}

async function passOn(
  request: IncomingMessage,
  target: string,
): Promise<{ status: number; headers: Headers; body: Buffer }> {
  const { method = 'GET', url = '', headers } = request;
  const body = await buffer(request);
  const answer = await fetch(new URL(url, target), {
    method,
    redirect: 'manual',
    headers: handedOn(new Headers(headers as Record<string, string>)),
    ...(body.length === 0 ? {} : { body }),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

const handedOn = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => !OF_ONE_CONNECTION.includes(name)));
