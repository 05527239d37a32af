import { sha256Hex } from '../../common/crypto/hash.js';
import { Secret } from '../../common/crypto/secret.js';
import { type Clock } from '../../common/clock.js';
import { isJsonObject } from '../../common/json/storable-json.js';
import { type ProviderAccount } from '../payment-provider.js';
import { ProviderError, ProviderNotSent } from '../provider-errors.js';
import { type ProviderHttp } from '../provider-http.js';
import { clientOf } from './kopokopo.credentials.js';
import { errorOfToken, withoutToken } from './kopokopo.errors.js';

/** A token is renewed this long before its end, so that it does not end on its way. */
const MARGIN_MS = 60_000;
/** A token that lives less than ten times the margin is renewed after nine tenths of its life. */
const MAX_MARGIN_SHARE = 0.1;
/** The documented life of a token, for an answer that does not say. */
const USUAL_LIFE_MS = 3_600_000;
/** Tokens that are kept at once. */
const MAX_TOKENS = 2_000;

interface KeptToken {
  readonly token: Secret;
  /** When another one is asked for, by our clock. */
  readonly renewAt: number;
}

/**
 * The access tokens of the accounts at one host. A token is kept until shortly before its end, and
 * of callers who need one at the same time only the first asks for it.
 */
export class AccessTokens {
  /** By digest of the client, the least recently used first. */
  private readonly kept = new Map<string, KeptToken>();
  private readonly requests = new Map<string, Promise<Secret>>();

  /** @param timeoutMs how long a request for a token may take, in ms */
  constructor(
    private readonly http: ProviderHttp,
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {}

  /**
   * The token of an account.
   * @param timeoutMs how long this caller waits for it, in ms
   * @throws ProviderRefused when Kopo Kopo does not accept the client
   * @throws ProviderNotSent when there is no token for any other reason
   */
  async tokenOf(account: ProviderAccount, timeoutMs: number): Promise<Secret> {
    const key = keyOf(account);
    const known = this.kept.get(key);
    if (known && this.clock.now().getTime() < known.renewAt) {
      this.keep(key, known);
      return known.token;
    }
    const running = this.requests.get(key) ?? this.begin(key, account);
    return within(timeoutMs, running);
  }

  /** Asks for a new token, whether or not there is one. It is kept. Throws as {@link tokenOf}. */
  async renew(account: ProviderAccount, timeoutMs: number): Promise<Secret> {
    this.kept.delete(keyOf(account));
    return this.tokenOf(account, timeoutMs);
  }

  /** Drops a token that was refused, unless another caller has renewed it meanwhile. */
  forget(account: ProviderAccount, refused: Secret): void {
    const key = keyOf(account);
    if (this.kept.get(key)?.token === refused) this.kept.delete(key);
  }

  private begin(key: string, account: ProviderAccount): Promise<Secret> {
    const request = this.request(key, account).finally(() => {
      this.requests.delete(key);
    });
    // Every caller may have stopped waiting before it fails.
    request.catch(() => undefined);
    this.requests.set(key, request);
    return request;
  }

  private async request(key: string, account: ProviderAccount): Promise<Secret> {
    const { clientId, clientSecret } = clientOf(account);
    const askedAt = this.clock.now().getTime();
    const answer = await this.http
      .send({
        method: 'POST',
        path: 'oauth/token',
        body: new URLSearchParams({
          client_id: clientId,
          client_secret: clientSecret.reveal(),
          grant_type: 'client_credentials',
        }),
        timeoutMs: this.timeoutMs,
        secrets: [clientSecret],
      })
      .catch((error: unknown) => {
        throw error instanceof ProviderError ? withoutToken(error) : error;
      });
    if (answer.status < 200 || answer.status >= 300) throw errorOfToken(answer);
    const { access_token: text, expires_in: life } = isJsonObject(answer.json) ? answer.json : {};
    if (typeof text !== 'string' || text === '') {
      throw new ProviderNotSent('no access token (the answer names none)');
    }
    const token = new Secret(text);
    this.keep(key, { token, renewAt: askedAt + usableMs(life) });
    return token;
  }

  private keep(key: string, token: KeptToken): void {
    this.kept.delete(key);
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MAX_TOKENS && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, token);
  }
}

/** How long a token is used, from when it was asked for, in ms. */
function usableMs(expiresInSeconds: unknown): number {
  const seconds = Number(expiresInSeconds);
  const lifeMs = seconds > 0 ? seconds * 1_000 : USUAL_LIFE_MS;
  return lifeMs - Math.min(MARGIN_MS, lifeMs * MAX_MARGIN_SHARE);
}

/** The secret is part of it, because anybody may add credentials with somebody else's client id. */
function keyOf(account: ProviderAccount): string {
  const { clientId, clientSecret } = clientOf(account);
  return sha256Hex(JSON.stringify([clientId, clientSecret.reveal()]));
}

/** A caller with little time left does not wait as long as the request may take. */
async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new ProviderNotSent('no access token in time'));
    }, timeoutMs).unref();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
