import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keysNamed, type Simulator, startSimulator } from 'kopokopo-simulator';
import { Clock } from '../../src/common/clock.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { type ProviderAccount } from '../../src/providers/payment-provider.js';
import { ProviderHttp } from '../../src/providers/provider-http.js';
import { AccessTokens } from '../../src/providers/kopokopo/access-tokens.js';

const TIMEOUT_MS = 2_000;
const HOUR = 3_600_000;

/** The time of Kopo Kopo and of us, which the test moves. */
class SteppedClock extends Clock {
  private ms = Date.UTC(2026, 0);

  override now(): Date {
    return new Date(this.ms);
  }

  advance(ms: number): void {
    this.ms += ms;
  }
}

const accountOf = (name: string, secret = keysNamed(name).clientSecret): ProviderAccount => ({
  environment: 'sandbox',
  values: { client_id: new Secret(keysNamed(name).clientId), client_secret: new Secret(secret) },
});
const SHOP = accountOf('shop');

describe('the access tokens of accounts', () => {
  let simulator: Simulator;
  let http: ProviderHttp;
  let clock: SteppedClock;
  let tokens: AccessTokens;
  let requests: number;

  beforeEach(async () => {
    clock = new SteppedClock();
    requests = 0;
    const log = (line: string): void => {
      if (line.startsWith('POST /oauth/token')) requests += 1;
    };
    simulator = await startSimulator({ port: 0, speed: 0, log });
    http = new ProviderHttp(`${simulator.url}/`);
    tokens = new AccessTokens(http, clock, TIMEOUT_MS);
  });
  afterEach(async () => {
    http.close();
    await simulator.stop();
  });

  const tokenOf = async (account = SHOP): Promise<string> =>
    (await tokens.tokenOf(account, TIMEOUT_MS)).reveal();

  it('are kept until a minute before their end', async () => {
    const first = await tokenOf();
    clock.advance(HOUR - 60_001);
    expect(await tokenOf()).toBe(first);
    clock.advance(1);
    expect(await tokenOf()).not.toBe(first);
    expect(requests).toBe(2);
  });

  it('are renewed after nine tenths of a short life', async () => {
    simulator.control.setTokenSeconds(100);
    const first = await tokenOf();
    clock.advance(89_999);
    expect(await tokenOf()).toBe(first);
    clock.advance(1);
    expect(await tokenOf()).not.toBe(first);
  });

  it('are asked for once by all who need one at the same time, and by each account', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => tokenOf()));
    expect(new Set(all).size).toBe(1);
    expect(requests).toBe(1);
    expect(await tokenOf(accountOf('other'))).not.toBe(all[0]);
    expect(requests).toBe(2);
  });

  it('are not given to somebody who has the client id and another secret', async () => {
    await tokenOf();
    const stranger = tokens.tokenOf(accountOf('shop', 'made up'), TIMEOUT_MS);
    await expect(stranger).rejects.toMatchObject({
      name: 'ProviderRefused',
      about: 'credentials',
      reason: 'Client authentication failed',
    });
  });

  it('are forgotten when they are refused, unless they were renewed meanwhile', async () => {
    const refused = await tokens.tokenOf(SHOP, TIMEOUT_MS);
    tokens.forget(SHOP, refused);
    const renewed = await tokenOf();
    tokens.forget(SHOP, refused);
    expect(await tokenOf()).toBe(renewed);
    expect(requests).toBe(2);
  });

  it.each([
    ['drop', 'ProviderNotSent'],
    ['server_error', 'ProviderNotSent'],
    ['unavailable', 'ProviderNotSent'],
    ['too_many_requests', 'ProviderThrottled'],
    ['edge_blocked', 'ProviderNotSent'],
    ['validation_error', 'ProviderRefused'],
  ] as const)(
    'are missing after %s: the call that needed one was not sent',
    async (fault, name) => {
      simulator.control.addFault({ fault, endpoint: 'token' });
      await expect(tokenOf()).rejects.toMatchObject({ name });
      expect(await tokenOf()).toMatch(/./);
    },
  );

  it('are waited for as long as the caller has time', async () => {
    simulator.control.addFault({ fault: 'hang', endpoint: 'token' });
    await expect(tokens.tokenOf(SHOP, 50)).rejects.toMatchObject({
      name: 'ProviderNotSent',
      reason: 'no access token in time',
    });
  });

  it('do not show the secret that they were asked for with', async () => {
    const { clientSecret } = keysNamed('shop');
    const detail = `unknown secret ${clientSecret}`;
    simulator.control.addFault({ fault: 'unauthorized', endpoint: 'token', detail });
    await expect(tokenOf()).rejects.toMatchObject({ reason: 'unknown secret [redacted]' });
  });
});
