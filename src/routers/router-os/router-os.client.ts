import { type OnApplicationShutdown } from '@nestjs/common';
import axios, { type AxiosInstance } from 'axios';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type Secret } from '../../common/crypto/secret.js';
import { isDeeperThan } from '../../common/json/depth.js';
import { canBeHost } from '../router-host.js';
import { type AddressPolicy } from './address-policy.js';
import { encodeCommandPath } from './command-path.js';
import { guarded, type HostResolver, systemResolver } from './guarded-agent.js';
import { queryOf } from './query-words.js';
import { parseRouterJson } from './router-json.js';
import {
  faultOfAnswer,
  faultWithoutAnswer,
  notAHost,
  notRouterOs,
  type RouterAnswer,
} from './router-os.errors.js';

export const ROUTER_OS_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** The HTTP methods. RouterOS maps them to `print`, any command, `add`, `set` and `remove`. */
export type RouterOsMethod = (typeof ROUTER_OS_METHODS)[number];

/** The connection settings of a router. */
export interface RouterDevice {
  /** A host name or an IP address, IPv6 with or without brackets. */
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret;
  readonly useHttps: boolean;
  /** Whether its certificate must be valid. If not, an attacker on the network can read the password. */
  readonly verifyCertificate: boolean;
}

/** One call to a router. */
export interface RouterOsCall {
  readonly method: RouterOsMethod;
  /** Relative to `/rest/`, from {@link parseCommandPath}. */
  readonly path: string;
  /** The data: query conditions for GET, else a JSON body. */
  readonly data?: Readonly<Record<string, unknown>>;
}

const MAX_ANSWER_BYTES = 4_000_000;
/** RouterOS sends lists of flat objects; a deeply nested answer could not be serialised. */
const DEEPEST_ANSWER = 16;

/**
 * RouterOS's REST API: basic authentication, one time limit for the whole call, no redirects, no
 * retries, a new connection each time (calls are rare, and every router is another host).
 */
export class RouterOsClient implements OnApplicationShutdown {
  private readonly http: AxiosInstance;
  private readonly plainAgent: HttpAgent;
  private readonly verifyingAgent: HttpsAgent;
  private readonly trustingAgent: HttpsAgent;

  /**
   * @param policy decides which addresses are allowed
   * @param timeoutMs the limit of a call, including the connection
   * @param resolve resolves host names
   */
  constructor(
    policy: AddressPolicy,
    private readonly timeoutMs: number,
    resolve: HostResolver = systemResolver,
  ) {
    this.plainAgent = guarded(new HttpAgent(), policy, resolve);
    this.verifyingAgent = guarded(new HttpsAgent(), policy, resolve);
    this.trustingAgent = guarded(new HttpsAgent({ rejectUnauthorized: false }), policy, resolve);
    this.http = axios.create({
      httpAgent: this.plainAgent,
      proxy: false,
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      decompress: false,
      responseType: 'text',
      transformResponse: (text: unknown) => text,
      validateStatus: () => true,
      headers: { Accept: 'application/json', 'Accept-Encoding': 'identity' },
    });
  }

  /** The last step of shutdown, because running requests may still call routers. */
  onApplicationShutdown(): void {
    for (const agent of [this.plainAgent, this.verifyingAgent, this.trustingAgent]) agent.destroy();
  }

  /**
   * Sends the request and returns the parsed answer; null for an empty one.
   * @throws RouterFault
   */
  async call(device: RouterDevice, call: RouterOsCall): Promise<unknown> {
    const answer = await this.send(device, call);
    if (answer.status >= 400)
      throw faultOfAnswer(answer, [loginOf(device), device.password.reveal()]);
    if (answer.status < 200 || answer.status >= 300) throw notRouterOs();
    return answer.text === '' ? null : parsed(answer.text);
  }

  private async send(device: RouterDevice, call: RouterOsCall): Promise<RouterAnswer> {
    if (!canBeHost(device.host)) throw notAHost();
    const hasData = Object.keys(call.data ?? {}).length > 0;
    const query = call.method === 'GET' && call.data ? queryOf(call.data) : '';
    try {
      const response = await this.http.request<string>({
        method: call.method,
        url: `${originOf(device)}/rest/${encodeCommandPath(call.path)}${query}`,
        ...(hasData && call.method !== 'GET' ? { data: call.data } : {}),
        httpsAgent: device.verifyCertificate ? this.verifyingAgent : this.trustingAgent,
        signal: AbortSignal.timeout(this.timeoutMs),
        headers: { Authorization: `Basic ${loginOf(device)}` },
      });
      return { status: response.status, text: response.data };
    } catch (error) {
      throw faultWithoutAnswer(error, this.timeoutMs);
    }
  }
}

const loginOf = ({ username, password }: RouterDevice): string =>
  Buffer.from(`${username}:${password.reveal()}`, 'utf8').toString('base64');

function originOf({ host, port, useHttps }: RouterDevice): string {
  const bare = host.replace(/^\[|\]$/g, '');
  return `${useHttps ? 'https' : 'http'}://${bare.includes(':') ? `[${bare}]` : bare}:${port}`;
}

function parsed(text: string): unknown {
  let answer: unknown;
  try {
    answer = parseRouterJson(text);
  } catch {
    throw notRouterOs();
  }
  if (isDeeperThan(answer, DEEPEST_ANSWER)) throw notRouterOs();
  return answer;
}
