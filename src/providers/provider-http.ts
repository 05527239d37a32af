import axios, { type AxiosInstance, isAxiosError } from 'axios';
import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type Socket } from 'node:net';
import { type Secret } from '../common/crypto/secret.js';
import { storableJson } from '../common/json/storable-json.js';
import { deadlineIn } from '../common/time/deadline.js';
import { originHeaders } from './origin-headers.js';
import { ProviderNotSent, ProviderOutcomeUnknown } from './provider-errors.js';

/** The firewalls of some providers refuse some networks when there is no User-Agent. */
const USER_AGENT = 'Lipafi/1.0';
const MAX_ANSWER_BYTES = 1_000_000;
/** Shorter than the usual server limit, so that no connection is reused while the server closes it. */
const IDLE_SOCKET_MS = 4_000;
const CONNECTION_ESTABLISHED = Symbol('connection established');

/** One HTTP request to a provider. */
export interface ProviderRequest {
  readonly method: 'GET' | 'POST';
  /** Relative to the base URL. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; `URLSearchParams` as a form. */
  readonly body?: Readonly<Record<string, unknown>> | URLSearchParams | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
  /** Removed from error bodies, which may quote them, because the reasons are logged and shown. */
  readonly secrets: readonly Secret[];
}

/** A raw HTTP response of a provider, or of a proxy before it. */
export interface RawAnswer {
  readonly status: number;
  /** Parsed JSON; undefined when the body is not JSON. */
  readonly json: unknown;
  readonly retryAfter: string | undefined;
  /** The `Date` header, by the clock of the responding host. */
  readonly date?: string | undefined;
  /** The `Location` header. */
  readonly location?: string | undefined;
}

/**
 * HTTP to one provider host: keep-alive connections, a time limit, no redirects and no retries. It
 * returns whatever the host answers.
 */
export class ProviderHttp {
  private readonly http: AxiosInstance;
  private readonly agents: readonly HttpAgent[];

  /** @param baseUrl scheme, host and perhaps the beginning of the path */
  constructor(baseUrl: string) {
    const options = { keepAlive: true, keepAliveMsecs: 1_000, timeout: IDLE_SOCKET_MS };
    const httpAgent = markEstablished(new HttpAgent(options), 'connect');
    const httpsAgent = markEstablished(new HttpsAgent(options), 'secureConnect');
    this.agents = [httpAgent, httpsAgent];
    this.http = axios.create({
      baseURL: baseUrl,
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

  /**
   * Sends a request.
   * @throws ProviderNotSent when no connection was established
   * @throws ProviderOutcomeUnknown when a connection was established and there is no readable answer
   */
  async send(request: ProviderRequest): Promise<RawAnswer> {
    const deadline = deadlineIn(request.timeoutMs);
    try {
      const response = await this.http.request<string>({
        method: request.method,
        url: request.path,
        data: request.body,
        params: request.query,
        signal: deadline.signal,
        headers: { ...originHeaders(), ...request.headers },
      });
      const { 'retry-after': retryAfter, date, location } = response.headers as Headers;
      const isSuccess = response.status >= 200 && response.status < 300;
      return {
        status: response.status,
        json: parsed(isSuccess ? response.data : without(request.secrets, response.data)),
        retryAfter: textOrNone(retryAfter),
        date: textOrNone(date),
        location: textOrNone(location),
      };
    } catch (error) {
      throw errorWithoutAnswer(error);
    } finally {
      deadline.clear();
    }
  }

  /** Closes all connections. A call in flight ends with an unknown outcome. */
  close(): void {
    for (const agent of this.agents) agent.destroy();
  }
}

type Headers = Readonly<Record<string, unknown>>;

const textOrNone = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

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

const without = (secrets: readonly Secret[], text: string): string =>
  secrets.reduce((shown, secret) => shown.replaceAll(secret.reveal(), '[redacted]'), text);

function parsed(text: string): unknown {
  try {
    return storableJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}
