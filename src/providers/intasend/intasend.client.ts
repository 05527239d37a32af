import { Secret } from '../../common/crypto/secret.js';
import { type Logger } from '../../common/logging/logger.js';
import { AccountBreakers } from '../account-breakers.js';
import { type ProviderAccount } from '../payment-provider.js';
import { ProviderOutcomeUnknown } from '../provider-errors.js';
import { ProviderHttp, type RawAnswer } from '../provider-http.js';
import { keysOf } from './intasend.credentials.js';
import { errorOfAnswer } from './intasend.errors.js';

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
  private readonly http: ProviderHttp;
  private readonly breakers: AccountBreakers;

  /** @param baseUrl scheme and host, such as `https://sandbox.intasend.com` */
  constructor(baseUrl: string, logger: Logger) {
    this.breakers = new AccountBreakers(new URL(baseUrl).host, logger);
    this.http = new ProviderHttp(`${baseUrl}/api/v1/`);
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
    this.http.close();
  }

  private send(call: IntaSendCall, account: ProviderAccount): Promise<RawAnswer> {
    const { publishableKey, privateKey } = keysOf(account);
    return this.http.send({
      method: call.method,
      path: call.path,
      body: call.method === 'POST' ? { public_key: publishableKey, ...call.body } : undefined,
      query: call.query,
      timeoutMs: call.timeoutMs,
      secrets: [privateKey, new Secret(publishableKey)],
      headers: {
        'X-IntaSend-Public-API-Key': publishableKey,
        ...(call.keys === 'both' ? { Authorization: `Bearer ${privateKey.reveal()}` } : {}),
      },
    });
  }
}
