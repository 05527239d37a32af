import axios, { type AxiosInstance, isAxiosError } from 'axios';
import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type Socket } from 'node:net';
import { storableJson } from '../../common/json/storable-json.js';
import { type Logger } from '../../common/logging/logger.js';
import { deadlineIn } from '../../common/time/deadline.js';
import { AccountBreakers } from '../account-breakers.js';
import { originHeaders } from '../origin-headers.js';
import { type ProviderAccount } from '../payment-provider.js';
import { ProviderNotSent, ProviderOutcomeUnknown } from '../provider-errors.js';
import { keysOf } from './intasend.credentials.js';
import { errorOfAnswer, type RawAnswer } from './intasend.errors.js';

/** IntaSend's firewall refuses some networks when there is no User-Agent. */
const USER_AGENT = 'Lipafi/1.0';
const MAX_ANSWER_BYTES = 1_000_000;
/** Shorter than the usual server limit, so that no connection is reused while the server closes it. */
const IDLE_SOCKET_MS = 4_000;
const CONNECTION_ESTABLISHED = Symbol('connection established');

/** The keys that a call sends: some calls must not send the secret key. */
export type KeysSent = 'both' | 'publishable';

/** One HTTP call to IntaSend. */
export interface IntaSendCall {
  readonly method: 'GET' | 'POST';
  /** Relative to `/api/v1/`, with the trailing slash that IntaSend requires. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly keys: KeysSent;
  readonly timeoutMs: number;
}

/**
 * IntaSend's HTTP API on one host: keep-alive connections, a time limit, no redirects, no retries,
 * and a circuit breaker per account, so that an outage does not block the server. A call returns
 * the parsed body of a readable 2xx, and throws one of the three provider errors otherwise.
 */
export class IntaSendClient {
  private readonly http: AxiosInstance;
  private readonly agents: readonly HttpAgent[];
  private readonly breakers: AccountBreakers;

  /** @param baseUrl scheme and host, such as `https://sandbox.intasend.com` */
  constructor(baseUrl: string, logger: Logger) {
    this.breakers = new AccountBreakers(new URL(baseUrl).host, logger);
    const options = { keepAlive: true, keepAliveMsecs: 1_000, timeout: IDLE_SOCKET_MS };
    const httpAgent = markEstablished(new HttpAgent(options), 'connect');
    const httpsAgent = markEstablished(new HttpsAgent(options), 'secureConnect');
    this.agents = [httpAgent, httpsAgent];
    this.http = axios.create({
      baseURL: `${baseUrl}/api/v1/`,
      httpAgent,
      httpsAgent,
      proxy: false,
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      responseType: 'text',
      transformResponse: (text: unknown) => text,
      validateStatus: () => true,
      headers: { Accept: 'application/json', 'User-Agent': USER_AGENT },
    });
  }

  /** Sends the request and returns the parsed JSON body. */
  call(call: IntaSendCall, account: ProviderAccount): Promise<unknown> {
    return this.breakers.run(account, () => this.callOnce(call, account));
  }

  private async callOnce(call: IntaSendCall, account: ProviderAccount): Promise<unknown> {
    const answer = await this.send(call, account);
    if (answer.status < 200 || answer.status >= 300) throw errorOfAnswer(answer);
    if (answer.json === undefined) {
      throw new ProviderOutcomeUnknown(`the answer (HTTP ${answer.status}) is not JSON`);
    }
    return answer.json;
  }

  /** Closes all connections. A call in flight ends with an unknown outcome. */
  close(): void {
    for (const agent of this.agents) agent.destroy();
  }

  private async send(call: IntaSendCall, account: ProviderAccount): Promise<RawAnswer> {
    const { publishableKey, privateKey } = keysOf(account);
    const body = call.method === 'POST' ? { public_key: publishableKey, ...call.body } : undefined;
    const deadline = deadlineIn(call.timeoutMs);
    try {
      const response = await this.http.request<string>({
        method: call.method,
        url: call.path,
        data: body,
        params: call.query,
        signal: deadline.signal,
        headers: {
          'X-IntaSend-Public-API-Key': publishableKey,
          ...originHeaders(),
          ...(call.keys === 'both' ? { Authorization: `Bearer ${privateKey.reveal()}` } : {}),
        },
      });
      const { 'retry-after': retryAfter, date } = response.headers as Record<string, unknown>;
      const isSuccess = response.status >= 200 && response.status < 300;
      return {
        status: response.status,
        json: parsed(isSuccess ? response.data : withoutKeys(response.data, account)),
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
        date: typeof date === 'string' ? date : undefined,
      };
    } catch (error) {
      throw errorWithoutAnswer(error);
    } finally {
      deadline.clear();
    }
  }
}

/** Marks each socket once its connection is established, for {@link errorWithoutAnswer}. */
function markEstablished<A extends HttpAgent>(agent: A, event: string): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (...given) => {
    const socket = create(...given) as MarkedSocket;
    socket.once(event, () => (socket[CONNECTION_ESTABLISHED] = true));
    return socket;
  };
  return agent;
}

interface MarkedSocket extends Socket {
  [CONNECTION_ESTABLISHED]?: boolean;
}

/**
 * Without an established connection nothing was sent; with one, the outcome is unknown. An error
 * without its request counts as unknown too.
 */
function errorWithoutAnswer(error: unknown): ProviderNotSent | ProviderOutcomeUnknown {
  const code = isAxiosError(error) ? (error.code ?? 'no code') : 'no code';
  const request = isAxiosError(error) ? (error.request as ClientRequest | undefined) : undefined;
  const socket = request?.socket as MarkedSocket | null | undefined;
  const isNotSent = request !== undefined && socket?.[CONNECTION_ESTABLISHED] !== true;
  // The error is not attached as a cause, because it holds the request with its keys.
  return isNotSent
    ? new ProviderNotSent(`no connection (${code})`)
    : new ProviderOutcomeUnknown(`no readable answer (${code})`);
}

/** Removes the keys from an error body, which may quote them, because its reason is logged and shown. */
function withoutKeys(text: string, account: ProviderAccount): string {
  const { publishableKey, privateKey } = keysOf(account);
  return [privateKey.reveal(), publishableKey].reduce(
    (shown, key) => shown.replaceAll(key, '[redacted]'),
    text,
  );
}

function parsed(text: string): unknown {
  try {
    return storableJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}
