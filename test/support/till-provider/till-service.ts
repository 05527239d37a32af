import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A merchant who has an account at the service. */
export interface Merchant {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs the webhooks. */
  readonly apiKey: string;
  readonly till: string;
}

/** A payment that the service was asked to collect. */
export interface Charge {
  readonly id: string;
  readonly reference: string;
  readonly till: string;
  readonly amount: string;
  readonly callbackUrl: string;
  status: 'Pending' | 'Success' | 'Failed';
}

/** A small payment service on a socket, which answers like services that name a charge in `Location`. */
export interface TillService {
  readonly url: string;
  readonly charges: readonly Charge[];
  /** The ids of the charges that were asked about, in order. */
  readonly questions: readonly string[];
  /** Takes the next charge, and cuts the connection instead of answering. */
  loseNextAnswer(): void;
  /** Whether it answers every charge with 503, which surely is not taken. */
  setAway(isAway: boolean): void;
  finish(charge: Charge, status: 'Success' | 'Failed'): void;
  /** A signed webhook about a charge, byte for byte. */
  webhookOf(charge: Charge): SignedWebhook;
  /** The addresses that were subscribed. */
  readonly subscribed: readonly string[];
  /** A signed webhook about money at the till, byte for byte. */
  tillWebhook(money: TillMoney): SignedWebhook;
  stop(): Promise<void>;
}

/** Money at a till. */
export interface TillMoney {
  readonly type?: 'received' | 'reversed';
  readonly receipt: string;
  readonly amount: string;
  /** Null when the service hides it. */
  readonly phone: string | null;
  /** When it was paid; absent when the service does not say. */
  readonly at?: string;
}

/** A webhook as it is sent. */
export interface SignedWebhook {
  readonly body: string;
  readonly headers: Record<string, string>;
}

export async function startTillService(merchant: Merchant): Promise<TillService> {
  const charges: Charge[] = [];
  const questions: string[] = [];
  const subscribed: string[] = [];
  let isAnswerLost = false;
  let isAway = false;

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { till, reference, amount, callback_url } = JSON.parse(await textOf(request)) as Record<
      string,
      string
    >;
    const charge: Charge = {
      id: `charge-${charges.length + 1}`,
      reference: reference ?? '',
      till: till ?? '',
      amount: amount ?? '',
      callbackUrl: callback_url ?? '',
      status: 'Pending',
    };
    charges.push(charge);
    if (isAnswerLost) {
      isAnswerLost = false;
      response.destroy();
    } else response.writeHead(201, { Location: `${url}/charges/${charge.id}` }).end();
  };

  const subscribe = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { callback_url } = JSON.parse(await textOf(request)) as Record<string, string>;
    subscribed.push(callback_url ?? '');
    response.writeHead(201, { Location: `${url}/subscriptions/1` }).end();
  };

  const show = (id: string, response: ServerResponse): void => {
    questions.push(id);
    const charge = charges.find((each) => each.id === id);
    if (charge) response.writeHead(200).end(JSON.stringify(shown(charge)));
    else response.writeHead(404).end();
  };

  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${merchant.clientSecret}`;
    const id = /^\/charges\/(.+)$/.exec(request.url ?? '')?.[1];
    if (isAway) response.writeHead(503).end();
    else if (!isKnown) response.writeHead(401).end();
    else if (request.url === '/subscriptions') void subscribe(request, response);
    else if (request.method === 'POST') void take(request, response);
    else if (id === undefined) response.writeHead(200).end('{}');
    else show(id, response);
  });
  const signed = (event: object): SignedWebhook => {
    // The signature is over these bytes: parsed and written again they would be others.
    const body = JSON.stringify(event, null, 3);
    const signature = createHmac('sha256', merchant.apiKey).update(body).digest('hex');
    return { body, headers: { 'Content-Type': 'application/json', 'X-Till-Signature': signature } };
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    charges,
    questions,
    loseNextAnswer: () => {
      isAnswerLost = true;
    },
    setAway: (away) => {
      isAway = away;
    },
    finish: (charge, status) => {
      charge.status = status;
    },
    subscribed,
    webhookOf: (charge) => signed({ topic: 'charge', data: shown(charge) }),
    tillWebhook: ({ type = 'received', ...money }) =>
      signed({ topic: 'till', till: { type, till: merchant.till, ...money } }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const shown = ({ id, reference, amount, status }: Charge): object => ({
  id,
  reference,
  amount: { value: amount, currency: 'KES' },
  status,
  receipt: status === 'Success' ? `R${id.toUpperCase()}` : null,
});

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
