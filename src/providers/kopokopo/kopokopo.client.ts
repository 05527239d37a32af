import { type Clock } from '../../common/clock.js';
import { type Secret } from '../../common/crypto/secret.js';
import { type Logger } from '../../common/logging/logger.js';
import { AccountBreakers } from '../account-breakers.js';
import { type ProviderAccount } from '../payment-provider.js';
import { ProviderNotSent } from '../provider-errors.js';
import { ProviderHttp, type RawAnswer } from '../provider-http.js';
import { AccessTokens } from './access-tokens.js';
import { clientOf } from './kopokopo.credentials.js';
import { errorOfAnswer } from './kopokopo.errors.js';

/** A call with less time left than this is not sent, in ms. */
const MIN_CALL_MS = 100;

/** One HTTP call to Kopo Kopo. */
export interface KopoKopoCall {
  readonly method: 'GET' | 'POST';
  /** Below `/api/<version>/`. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** For the call and the token that it may need first, in ms. */
  readonly timeoutMs: number;
}

/** How a client reaches a host. */
export interface KopoKopoHost {
  /** Scheme and host, such as `https://sandbox.kopokopo.com`. */
  readonly baseUrl: string;
  /** The version in the paths, such as `v1`. */
  readonly apiVersion: string;
  /** How long one call may take, in ms. */
  readonly timeoutMs: number;
}

/**
 * Kopo Kopo's HTTP API on one host, with a circuit breaker per account and access tokens. A call
 * returns a 2xx, and throws one of the three provider errors otherwise.
 */
export class KopoKopoClient {
  private readonly http: ProviderHttp;
  private readonly tokens: AccessTokens;
  private readonly breakers: AccountBreakers;
  private readonly apiPath: string;

  constructor(
    { baseUrl, apiVersion, timeoutMs }: KopoKopoHost,
    private readonly clock: Clock,
    logger: Logger,
  ) {
    this.http = new ProviderHttp(`${baseUrl}/`);
    this.tokens = new AccessTokens(this.http, clock, timeoutMs);
    this.breakers = new AccountBreakers(new URL(baseUrl).host, logger);
    this.apiPath = `api/${apiVersion}/`;
  }

  /** Sends a call with the account's token, which is renewed once if it is refused. */
  call(call: KopoKopoCall, account: ProviderAccount): Promise<RawAnswer> {
    return this.breakers.run(account, () => this.callOnce(call, account));
  }

  /** Asks for a new token. @throws ProviderRefused when the client is not accepted */
  async authorize(account: ProviderAccount, timeoutMs: number): Promise<void> {
    await this.breakers.run(account, () => this.tokens.renew(account, timeoutMs));
  }

  /** Closes all connections. A call in flight ends with an unknown outcome. */
  close(): void {
    this.http.close();
  }

  private async callOnce(call: KopoKopoCall, account: ProviderAccount): Promise<RawAnswer> {
    const deadline = this.clock.now().getTime() + call.timeoutMs;
    const leftMs = (): number => deadline - this.clock.now().getTime();
    const token = await this.tokens.tokenOf(account, call.timeoutMs);
    let answer = await this.send(call, account, token, leftMs());
    if (answer.status === 401) {
      // The token may have ended or been revoked. A refused call was not carried out.
      this.tokens.forget(account, token);
      const renewed = await this.tokens.tokenOf(account, leftMs());
      answer = await this.send(call, account, renewed, leftMs());
    }
    if (answer.status < 200 || answer.status >= 300) throw errorOfAnswer(answer);
    return answer;
  }

  private async send(
    { method, path, body }: KopoKopoCall,
    account: ProviderAccount,
    token: Secret,
    timeoutMs: number,
  ): Promise<RawAnswer> {
    if (timeoutMs < MIN_CALL_MS) throw new ProviderNotSent('no time is left for the call');
    return this.http.send({
      method,
      path: `${this.apiPath}${path}`,
      body,
      timeoutMs,
      headers: { Authorization: `Bearer ${token.reveal()}` },
      secrets: [token, clientOf(account).clientSecret],
    });
  }
}
