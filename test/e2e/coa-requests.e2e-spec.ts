import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type SessionRequest } from '../../src/access/delivery/coa-requests.reader.js';
import {
  aMac,
  type EntitlementRow,
  insertEntitlement,
  insertSession,
} from '../support/access-rows.js';
import { COA_SOURCE, type CoaRouter, CoaSetup } from '../support/coa-setup.js';
import { ATTRIBUTE, type NasReaction, textOf } from '../support/fake-nas.js';
import { scrape, valueOf } from '../support/metrics.js';
import { RadiusFunctions } from '../support/radius-functions.js';

let setup: CoaSetup;
let router: CoaRouter;

beforeAll(async () => {
  setup = await CoaSetup.start();
});
beforeEach(async () => {
  router = await setup.addRouter();
});
afterEach(() => setup.clear());
afterAll(() => setup.stop());

const requestOf = async (chain: EntitlementRow): Promise<SessionRequest | undefined> =>
  (await setup.requests(router, chain))[0];

describe('a Disconnect-Request', () => {
  it('names the session as its router does, and comes from the address in the settings', async () => {
    const { code } = await setup.planned(router, 'revoked');
    await setup.runJobs();
    const [request] = router.nas.requests;
    expect(request).toMatchObject({ kind: 'disconnect', isSigned: true, from: COA_SOURCE });
    const attributes = request?.attributes ?? {};
    expect(textOf(attributes[ATTRIBUTE.userName])).toBe(code);
    expect(textOf(attributes[ATTRIBUTE.acctSessionId])).toBe('0');
    expect(textOf(attributes[ATTRIBUTE.callingStationId])).toMatch(
      /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/,
    );
    expect(attributes[ATTRIBUTE.framedIpAddress]).toBe('0a053207');
    expect(Object.keys(attributes)).toHaveLength(4);
  });

  it('is confirmed by the Accounting-Stop, and not by the acknowledgement', async () => {
    const chain = await insertEntitlement(setup.pool, router);
    const radius = new RadiusFunctions(setup.pool, router);
    const session = { session: '7', user: chain.code, mac: aMac() };
    await radius.account({ ...session, type: 'Start' });
    await setup.plan(chain, 'disconnect');
    await setup.runJobs();
    const asked = await requestOf(chain);
    expect(asked).toMatchObject({ kind: 'disconnect', state: 'waiting', tries: 1 });
    expect(asked?.answeredAt).not.toBeNull();

    await radius.account({ ...session, type: 'Stop', cause: 'Admin-Reset' });
    expect(await requestOf(chain)).toMatchObject({ state: 'confirmed' });
    await setup.sendNow();
    expect(router.nas.requests).toHaveLength(1);
    expect(await requestOf(chain)).toMatchObject({ state: 'confirmed', tries: 1 });
  });

  it('is sent five times while the session goes on, and is not confirmed then', async () => {
    const counted = async (): Promise<number> => {
      const samples = [...(await scrape(setup.app)), ...(await scrape(setup.other))];
      const labels = { kind: 'disconnect', state: 'not_confirmed' };
      return valueOf(samples, 'lipafi_coa_requests_total', labels) ?? NaN;
    };
    const before = await counted();
    const chain = await setup.planned(router, 'disconnect');
    for (let run = 0; run < 8; run += 1) await setup.sendNow();
    expect(router.nas.requests).toHaveLength(5);
    expect(await requestOf(chain)).toMatchObject({ state: 'not_confirmed', tries: 5 });
    expect(await counted()).toBe(before + 1);
    const logs = [...setup.app.logs, ...setup.other.logs].join('');
    expect(logs).toContain('a router did not confirm a request');
  });

  it('is not confirmed after 15 minutes, however few tries there were', async () => {
    const chain = await setup.planned(router, 'disconnect');
    await setup.runJobs();
    await setup.pool.query(`UPDATE coa_requests SET requested_at = now() - interval '15 minutes'`);
    await setup.sendNow();
    expect(router.nas.requests).toHaveLength(1);
    expect(await requestOf(chain)).toMatchObject({ state: 'not_confirmed', tries: 1 });
  });

  it('goes on while a session is only unheard of', async () => {
    const chain = await setup.planned(router, 'disconnect');
    await setup.runJobs();
    await setup.stopSessions(chain, 'stale');
    await setup.sendNow();
    expect(router.nas.requests).toHaveLength(2);
    expect(await requestOf(chain)).toMatchObject({ state: 'waiting' });
  });

  it('is confirmed when the router neither has the session nor reports it', async () => {
    const chain = await setup.planned(router, 'disconnect');
    router.nas.react = () => ({ answer: 'nak', errorCause: 503 });
    await setup.runJobs();
    expect(await requestOf(chain)).toMatchObject({ state: 'waiting', errorCause: 503 });
    await setup.stopSessions(chain, 'stale');
    for (let run = 0; run < 6; run += 1) await setup.sendNow();
    expect(await requestOf(chain)).toMatchObject({ state: 'confirmed' });
  });
});

describe('a CoA-Request', () => {
  it('has the end of the whole chain, the speeds and what is left of the cap', async () => {
    const sold = { upload: 3, download: 8, dataCapMb: 5_000 };
    const chain = await insertEntitlement(setup.pool, router, sold);
    await insertEntitlement(setup.pool, router, {
      ...sold,
      after: chain,
      startsAt: `now() + interval '1 hour'`,
      endsAt: `now() + interval '3 hours'`,
    });
    await insertSession(setup.pool, router, chain, { octets: 1_000_000 });
    await setup.plan(chain, 'continued');
    await setup.runJobs();
    const [request] = router.nas.requests;
    expect(request).toMatchObject({ kind: 'coa', isSigned: true });
    const attributes = request?.attributes ?? {};
    const seconds = parseInt(attributes[ATTRIBUTE.sessionTimeout] ?? '', 16);
    expect(seconds).toBeGreaterThan(2 * 3600);
    expect(seconds).toBeLessThanOrEqual(3 * 3600);
    expect(textOf(attributes[ATTRIBUTE.rateLimit])).toBe('3M/8M');
    const left = 9_999_000_000;
    expect(parseInt(attributes[ATTRIBUTE.totalLimit] ?? '', 16)).toBe(left % 2 ** 32);
    expect(parseInt(attributes[ATTRIBUTE.totalLimitGigawords] ?? '', 16)).toBe(2);
    expect(await requestOf(chain)).toMatchObject({ kind: 'coa', state: 'confirmed', tries: 1 });
  });

  it('has no limit of the data where none was sold', async () => {
    await setup.planned(router, 'extended');
    await setup.runJobs();
    expect(Object.keys(router.nas.requests[0]?.attributes ?? {})).toHaveLength(6);
  });

  it('ends when the router refuses it: the session ends at its old time', async () => {
    const chain = await setup.planned(router, 'extended');
    router.nas.react = () => ({ answer: 'nak', errorCause: 404 });
    await setup.runJobs();
    await setup.sendNow();
    expect(router.nas.requests).toHaveLength(1);
    expect(await requestOf(chain)).toMatchObject({ state: 'refused', errorCause: 404 });
  });

  it('is a Disconnect-Request when the access has ended meanwhile', async () => {
    const chain = await setup.planned(router, 'extended');
    await setup.pool.query(
      `UPDATE entitlements SET revoked_at = now(), revoke_reason = 'refunded' WHERE id = $1`,
      [chain.id],
    );
    await setup.runJobs();
    expect(router.nas.requests).toMatchObject([{ kind: 'disconnect' }]);
    expect(await requestOf(chain)).toMatchObject({ kind: 'disconnect', state: 'waiting' });
  });
});

describe('an answer', () => {
  it.each(['silence', 'wrongly signed', 'from another address'] as const)(
    'does not count, and the request is sent again: %s',
    async (answer) => {
      const chain = await setup.planned(router, 'extended');
      router.nas.react = () => ({ answer });
      await setup.runJobs();
      expect(await requestOf(chain)).toMatchObject({
        ...{ state: 'waiting', tries: 1, answeredAt: null },
      });
      router.nas.react = () => ({ answer: 'ack' });
      await setup.sendNow();
      expect(await requestOf(chain)).toMatchObject({ state: 'confirmed', tries: 2 });
    },
  );

  it('that comes too late harms nothing', async () => {
    const chain = await setup.planned(router, 'extended');
    let release: (reaction: NasReaction) => void = () => undefined;
    router.nas.react = () => new Promise<NasReaction>((resolve) => (release = resolve));
    await setup.runJobs();
    release({ answer: 'nak' });
    router.nas.react = () => ({ answer: 'ack' });
    await setup.sendNow();
    expect(await requestOf(chain)).toMatchObject({ state: 'confirmed', tries: 2 });
  });

  it('to a request that a newer one has replaced does not count', async () => {
    const chain = await setup.planned(router, 'extended');
    router.nas.react = async () => {
      router.nas.react = () => ({ answer: 'silence' });
      await setup.plan(chain, 'revoked');
      return { answer: 'ack' };
    };
    await setup.runJobs();
    expect(await requestOf(chain)).toMatchObject({ kind: 'disconnect', state: 'waiting' });
    await setup.sendNow();
    expect(router.nas.requests.map(({ kind }) => kind)).toContain('disconnect');
  });

  it('is not waited for where nobody listens', async () => {
    const chain = await setup.planned(router, 'extended');
    setup.close(router);
    await setup.runJobs();
    expect(await requestOf(chain)).toMatchObject({ state: 'waiting', tries: 1, answeredAt: null });
  });

  it('cannot come from a router without an address', async () => {
    const chain = await setup.planned(router, 'extended');
    await setup.pool.query('UPDATE routers SET nas_address = NULL WHERE id = $1', [
      router.routerId,
    ]);
    for (let run = 0; run < 6; run += 1) await setup.sendNow();
    expect(router.nas.requests).toEqual([]);
    expect(await requestOf(chain)).toMatchObject({ state: 'not_confirmed' });
  });
});
