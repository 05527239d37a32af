import { describe, expect, it } from '@jest/globals';
import { Secret } from '../common/crypto/secret.js';
import { createLogger } from '../common/logging/logger.js';
import { AccountBreakers } from './account-breakers.js';
import { type ProviderAccount } from './payment-provider.js';
import { ProviderNotSent } from './provider-errors.js';

const FAILURES_IN_A_ROW = 20;
const silent = createLogger({ level: 'silent', pretty: false });
const noConnection = new ProviderNotSent('no connection');

const accountOf = (identifier: string, secret = 'a secret'): ProviderAccount => ({
  environment: 'sandbox',
  values: { client_id: new Secret(identifier), client_secret: new Secret(secret) },
});
const breakersFor = (most?: number): AccountBreakers =>
  new AccountBreakers('pay.example.com', silent, most);

async function fail(breakers: AccountBreakers, account: ProviderAccount): Promise<void> {
  for (let time = 0; time < FAILURES_IN_A_ROW; time += 1) {
    const failing = breakers.run(account, () => Promise.reject(noConnection));
    await expect(failing).rejects.toBe(noConnection);
  }
}
const call = (breakers: AccountBreakers, account: ProviderAccount): Promise<unknown> =>
  breakers.run(account, () => Promise.resolve('an answer')).catch((error: unknown) => error);

describe('the circuit breakers of the accounts at one host', () => {
  it('stop the calls of an account that keeps failing, and no other calls', async () => {
    const breakers = breakersFor();
    await fail(breakers, accountOf('a'));
    expect(await call(breakers, accountOf('a'))).toBeInstanceOf(ProviderNotSent);
    expect(await call(breakers, accountOf('b'))).toBe('an answer');
  });

  it('are not shared by operators who have the same public key and other private keys', async () => {
    const breakers = breakersFor();
    await fail(breakers, accountOf('a', 'made up'));
    expect(await call(breakers, accountOf('a'))).toBe('an answer');
  });

  it('are a bounded number, of which the open ones are kept', async () => {
    const breakers = breakersFor(3);
    await fail(breakers, accountOf('failing'));
    for (const name of ['b', 'c', 'd', 'e']) await call(breakers, accountOf(name));
    expect(breakers.size).toBe(3);
    expect(await call(breakers, accountOf('failing'))).toBeInstanceOf(ProviderNotSent);
  });

  it('are a bounded number even when all are open', async () => {
    const breakers = breakersFor(2);
    for (const name of ['a', 'b', 'c']) await fail(breakers, accountOf(name));
    expect(breakers.size).toBe(2);
  });
});
