import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';

const ALLOWED = 2;
/** A tenth: two registrations an hour from one address. */
const TENTH = { RATE_LIMIT_SCALE: '0.1' };

let addresses = 0;
/** An address that no other call has given. */
const anAddress = (): string => `198.19.0.${(addresses += 1)}`;

/** Registers somebody; gives the status. */
async function register(app: TestApp, forwardedFor: string): Promise<number> {
  const somebody = {
    username: `new-${randomHex(6)}`,
    email: 'new@example.com',
    password: 'correct horse battery',
  };
  const headers = { 'X-Forwarded-For': forwardedFor };
  return (await app.post('/users/register/', somebody, headers)).status;
}

/** Registers as often as one address may; none may be refused. */
async function useUp(app: TestApp, forwardedFor: () => string): Promise<void> {
  for (let count = 0; count < ALLOWED; count += 1) {
    expect(await register(app, forwardedFor())).toBe(201);
  }
}

describe('without TRUST_PROXY', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ settings: TENTH });
  });
  afterAll(() => app.stop());

  it('a caller is identified by its own address, whatever it forwards', async () => {
    await useUp(app, anAddress);
    expect(await register(app, anAddress())).toBe(429);
    expect(await register(app, `${anAddress()}, ${anAddress()}`)).toBe(429);
  });
});

describe.each([
  ['one proxy is trusted', '1', (client: string) => client],
  ['two are', '2', (client: string) => `${client}, 10.0.0.9`],
  ['those on this machine are', 'loopback', (client: string) => client],
])('when %s (TRUST_PROXY=%s)', (_what, trusted, proxied) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ settings: { ...TENTH, TRUST_PROXY: trusted } });
  });
  afterAll(() => app.stop());

  it('a caller is whom the farthest trusted proxy has seen', async () => {
    const caller = anAddress();
    await useUp(app, () => proxied(caller));
    expect(await register(app, proxied(caller))).toBe(429);
    expect(await register(app, proxied(anAddress()))).toBe(201);
  });

  it('what a caller adds before that is not trusted', async () => {
    const caller = anAddress();
    const forged = (): string => `${anAddress()}, ${proxied(caller)}`;
    await useUp(app, forged);
    expect(await register(app, forged())).toBe(429);
    // Nor is anybody else kept out by it.
    expect(await register(app, proxied(anAddress()))).toBe(201);
  });
});
