import { Agent, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';

/** A request, with the name of its caller for messages. */
export interface Shot {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A response. */
export interface Hit {
  readonly shot: Shot;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Longer than any request may take: a request that takes longer hangs. */
const HANG_MS = 20_000;

/** Sends requests exactly as given, several at a time, and returns all responses. */
export async function fire(
  url: string,
  shots: readonly Shot[],
  atOnce: number,
  judge: (hit: Hit) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const waiting = [...shots];
  const worker = async (): Promise<void> => {
    for (let shot = waiting.shift(); shot; shot = waiting.shift()) {
      judge(await send(url, agent, shot));
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    agent.destroy();
  }
}

async function send(url: string, agent: Agent, shot: Shot): Promise<Hit> {
  const { hostname, port } = new URL(url);
  const { method, path, headers, body } = shot;
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  const sent = request({
    agent,
    hostname,
    port,
    method,
    path,
    headers: { ...headers, ...length },
    signal: AbortSignal.timeout(HANG_MS),
  });
  sent.end(body);
  try {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return { shot, status: response.statusCode ?? 0, headers: response.headers, text };
  } catch (error) {
    throw new Error(`No answer to ${told(shot)}`, { cause: error });
  }
}

/** Describes a request in one line. */
export const told = ({ method, path, body }: Shot): string =>
  `${method} ${path.slice(0, 200)} ${(body ?? '').toString().slice(0, 300)}`;
