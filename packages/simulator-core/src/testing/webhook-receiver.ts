import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request that the receiver received. */
export interface ReceivedEvent {
  readonly headers: IncomingHttpHeaders;
  /** The bytes of the body, which a signature covers. */
  readonly rawBody: Buffer;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The response of the receiver; `hold` makes it wait for {@link WebhookReceiver.release}. */
export interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hold?: boolean;
}

/** A merchant's receiver of webhooks on a real socket, for tests. */
export interface WebhookReceiver {
  readonly url: string;
  /** In the order of their arrival. */
  readonly events: readonly ReceivedEvent[];
  /** The `state` of every event, in the order of their arrival. */
  states(): unknown[];
  /** Sets the response from now on; 200 until then. */
  answerWith(answer: (event: ReceivedEvent) => ReceiverAnswer): void;
  /** Resolves when that many events have arrived. */
  arrived(count: number): Promise<void>;
  /** Sends all held responses. */
  release(): void;
  stop(): Promise<void>;
}

/** Starts a receiver on any free port. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const events: ReceivedEvent[] = [];
  let answer: (event: ReceivedEvent) => ReceiverAnswer = () => ({ status: 200 });
  let held: (() => void)[] = [];
  let watchers: (() => void)[] = [];

  const server = createServer((request, response) => {
    const take = (event: ReceivedEvent): void => {
      const { status, headers = {}, hold = false } = answer(event);
      const reply = (): void => {
        response.writeHead(status, headers).end();
      };
      if (hold) held.push(reply);
      else reply();
      events.push(event);
      for (const watch of watchers) watch();
    };
    // An incomplete request is not an event.
    void receive(request).then(take, () => undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/hook/`,
    events,
    states: () => events.map(({ body }) => body['state']),
    answerWith: (next) => {
      answer = next;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (events.length < count) return;
          watchers = watchers.filter((other) => other !== watch);
          resolve();
        };
        watchers.push(watch);
        watch();
      }),
    release: () => {
      for (const reply of held) reply();
      held = [];
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function receive(request: IncomingMessage): Promise<ReceivedEvent> {
  const rawBody = await buffer(request);
  const body = JSON.parse(rawBody.toString()) as Readonly<Record<string, unknown>>;
  return { headers: request.headers, rawBody, body };
}
