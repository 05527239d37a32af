import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CoaRequestsReader } from '../../src/access/delivery/coa-requests.reader.js';
import {
  type ClaimedRequest,
  CoaRequestsRepository,
} from '../../src/access/delivery/coa-requests.repository.js';
import { type EntitlementRow } from '../support/access-rows.js';
import { type CoaRouter, CoaSetup } from '../support/coa-setup.js';
import { ATTRIBUTE } from '../support/fake-nas.js';
import { statementWaitsFor } from '../support/locks.js';
import { until } from '../support/until.js';

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

const claim = async ({ routerId }: CoaRouter): Promise<readonly ClaimedRequest[]> => {
  const repository = setup.app.nest.get(CoaRequestsRepository, { strict: false });
  const { claimed } = await repository.claim(routerId);
  // What was sent a moment ago stays so, however slow the test is.
  await setup.pool.query(
    `UPDATE coa_requests SET sent_at = now() + interval '1 hour'
      WHERE sent_at > now() - interval '1 minute'`,
  );
  return claimed;
};

/** Lets some requests of a chain look as if they had just been sent and answered. */
const pretendSent = ({ chainId }: EntitlementRow, requests: number): Promise<unknown> =>
  setup.pool.query(
    `UPDATE coa_requests SET sent_at = now() + interval '1 hour', answered_at = now(),
            next_try_at = now() + interval '1 hour'
      WHERE session_id IN (SELECT id FROM accounting_sessions WHERE chain_id = $1 LIMIT $2)`,
    [chainId, requests],
  );

describe('the queue of requests to routers', () => {
  it('sends each request once when several servers take it at once', async () => {
    await setup.planned(router, 'disconnect', { sessions: 12 });
    await until(
      'all were sent',
      () => setup.runJobs(),
      () => router.nas.requests.length >= 12,
    );
    const ids = router.nas.requests.map(({ attributes }) => attributes[ATTRIBUTE.acctSessionId]);
    expect(new Set(ids).size).toBe(12);
    expect(ids).toHaveLength(12);
  });

  it('has four in flight to a router', async () => {
    await setup.planned(router, 'disconnect', { sessions: 9 });
    const claims = await Promise.all([claim(router), claim(router), claim(router)]);
    expect(claims.map(({ length }) => length).toSorted()).toEqual([0, 0, 4]);
  });

  it('sends a router no more than 20 in a second', async () => {
    const chain = await setup.planned(router, 'disconnect', { sessions: 30 });
    await pretendSent(chain, 18);
    expect(await claim(router)).toHaveLength(2);
    expect(await claim(router)).toEqual([]);
  });

  it('sends all routers no more than 100 in a second', async () => {
    for (const sessions of [49, 49]) {
      const busy = await setup.planned(await setup.addRouter(), 'disconnect', { sessions });
      await pretendSent(busy, sessions);
    }
    await setup.planned(router, 'disconnect', { sessions: 5 });
    expect(await claim(router)).toHaveLength(1);
    expect(await claim(router)).toEqual([]);
  });

  it('sends an operator no more in a second than is left for others', async () => {
    const { userId } = router;
    const busy = await setup.planned(router, 'disconnect', { sessions: 49 });
    await pretendSent(busy, 49);
    const second = await setup.addRouter({ userId });
    await setup.planned(second, 'disconnect', { sessions: 3 });
    expect(await claim(second)).toHaveLength(1);
    const third = await setup.addRouter({ userId });
    await setup.planned(third, 'disconnect', { sessions: 3 });
    expect(await claim(third)).toEqual([]);
    // There is room for whoever comes next, and for one more.
    for (const other of [await setup.addRouter(), await setup.addRouter()]) {
      await setup.planned(other, 'disconnect', { sessions: 3 });
      expect(await claim(other)).toHaveLength(3);
    }
    expect(await claim(third)).toEqual([]);
  });

  it('does not make a router wait for one that does not answer', async () => {
    const silent = await setup.addRouter();
    silent.nas.react = () => ({ answer: 'silence' });
    await setup.planned(silent, 'disconnect', { sessions: 6 });
    const chain = await setup.planned(router, 'extended');
    router.nas.react = async () => {
      await silent.nas.count(4);
      return { answer: 'ack' };
    };
    const running = setup.runJobs();
    await until(
      'the other router has answered',
      () => setup.requests(router, chain),
      ([request]) => request?.state === 'confirmed',
    );
    expect(silent.nas.requests).toHaveLength(4);
    await running;
    expect(silent.nas.requests).toHaveLength(4);
  });

  it('keeps a request whose process was killed before the answer', async () => {
    const chain = await setup.planned(router, 'extended');
    expect(await claim(router)).toHaveLength(1);
    await setup.pool.query('DELETE FROM graphile_worker._private_jobs');
    expect(await claim(router)).toEqual([]);

    await setup.pool.query(
      `UPDATE coa_requests SET next_try_at = now() - interval '2 minutes',
                               sent_at = now() - interval '2 minutes'`,
    );
    await setup.runTask('wake_overlooked_coa_requests');
    expect(await setup.requests(router, chain)).toMatchObject([{ state: 'confirmed', tries: 2 }]);
  });

  it('sends a request no more than five times when its process is killed each time', async () => {
    const chain = await setup.planned(router, 'extended');
    let claimed = 0;
    for (let run = 0; run < 8; run += 1) {
      claimed += (await claim(router)).length;
      await setup.pool.query(
        `UPDATE coa_requests SET next_try_at = now(), sent_at = now() - interval '1 minute'`,
      );
    }
    expect(claimed).toBe(5);
    expect(await setup.requests(router, chain)).toMatchObject([
      { state: 'not_confirmed', tries: 5 },
    ]);
  });

  it('sends no sixth request when the time for it comes while the last one is being ended', async () => {
    const chain = await setup.planned(router, 'extended');
    await setup.pool.query('UPDATE coa_requests SET tries = 5');
    const other = await setup.pool.connect();
    await other.query('BEGIN');
    await other.query(`SELECT pg_advisory_xact_lock(hashtext('coa_requests'))`);
    const claiming = claim(router);
    await statementWaitsFor(other);
    // After the transaction of the claim has begun.
    await setup.pool.query(
      `UPDATE coa_requests SET next_try_at = clock_timestamp() - interval '1 millisecond'`,
    );
    await other.query('COMMIT');
    other.release();
    expect(await claiming).toEqual([]);
    expect(await claim(router)).toEqual([]);
    expect(await setup.requests(router, chain)).toMatchObject([{ state: 'not_confirmed' }]);
  });

  it('asks again when a router was away and comes back with the session', async () => {
    const chain = await setup.planned(router, 'disconnect');
    router.nas.react = () => ({ answer: 'silence' });
    await setup.stopSessions(chain, 'stale');
    const giveUp = (): Promise<unknown> =>
      setup.pool.query(`UPDATE coa_requests SET requested_at = now() - interval '15 minutes'`);
    await giveUp();
    await setup.sendNow();
    await setup.runTask('wake_overlooked_coa_requests');
    expect(await setup.requests(router, chain)).toMatchObject([{ state: 'not_confirmed' }]);

    await setup.pool.query('UPDATE accounting_sessions SET stopped_at = NULL, stop_cause = NULL');
    await setup.runTask('wake_overlooked_coa_requests');
    expect(await setup.requests(router, chain)).toMatchObject([{ state: 'waiting', tries: 1 }]);
    // Now the router is there and does not obey, which ends it.
    await giveUp();
    await setup.sendNow();
    await setup.runTask('wake_overlooked_coa_requests');
    expect(await setup.requests(router, chain)).toMatchObject([{ state: 'not_confirmed' }]);
  });

  it('asks again when a router comes back between the last try and its end', async () => {
    const chain = await setup.planned(router, 'disconnect');
    router.nas.react = () => ({ answer: 'silence' });
    await setup.stopSessions(chain, 'stale');
    await setup.sendNow();
    await setup.pool.query('UPDATE accounting_sessions SET stopped_at = NULL, stop_cause = NULL');
    await setup.pool.query(
      `UPDATE coa_requests SET requested_at = now() - interval '15 minutes', next_try_at = now(),
                               sent_at = now() - interval '5 minutes'`,
    );
    expect(await claim(router)).toEqual([]);
    expect(await setup.requestStates(chain)).toEqual(['not_confirmed']);
    await setup.runTask('wake_overlooked_coa_requests');
    expect(await setup.requests(router, chain)).toMatchObject([{ state: 'waiting', tries: 1 }]);
  });

  it('neither waits for a change that is not committed yet, nor makes it wait', async () => {
    const chain = await setup.planned(router, 'disconnect', { sessions: 3 });
    await setup.stopSessions(chain, 'User-Request');
    const change = await setup.pool.connect();
    try {
      await change.query('BEGIN');
      await change.query('SELECT FROM coa_requests ORDER BY session_id LIMIT 1 FOR UPDATE');
      expect(await claim(router)).toEqual([]);
      const states = async () =>
        (await setup.requestStates(chain)).filter((state) => state === 'waiting').length;
      expect(await states()).toBe(1);
      await change.query('COMMIT');
      expect(await claim(router)).toEqual([]);
      expect(await states()).toBe(0);
    } finally {
      change.release();
    }
  });

  it('adds no job while nothing waits', async () => {
    await setup.planned(router, 'extended');
    await setup.runJobs();
    const { rows } = await setup.pool.query('SELECT task_identifier FROM graphile_worker.jobs');
    expect(rows).toEqual([]);
  });

  it('keeps what is done for 30 days', async () => {
    const chain = await setup.planned(router, 'extended');
    await setup.runJobs();
    await setup.runTask('clean_up');
    expect(await setup.requests(router, chain)).toHaveLength(1);
    await setup.pool.query(`UPDATE coa_requests SET finished_at = now() - interval '31 days'`);
    await setup.runTask('clean_up');
    expect(await setup.requests(router, chain)).toEqual([]);
  });
});

describe('the requests of an operator', () => {
  it('are shown to no other one', async () => {
    const chain = await setup.planned(router, 'extended');
    const [request] = await setup.requests(router, chain);
    const session = request?.sessionId ?? '';
    const reader = setup.app.nest.get(CoaRequestsReader, { strict: false });
    const { userId } = await setup.addRouter();
    expect(await reader.ofSessions(setup.app.database, router.userId, [session])).toMatchObject([
      { sessionId: session, kind: 'coa', state: 'waiting', sentAt: null },
    ]);
    expect(await reader.ofSessions(setup.app.database, userId, [session])).toEqual([]);
    expect(await reader.ofChain(setup.app.database, userId, chain.chainId)).toEqual([]);
  });
});
