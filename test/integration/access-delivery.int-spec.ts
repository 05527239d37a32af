import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  aMac,
  type EntitlementRow,
  insertEntitlement,
  insertNas,
  insertSession as insertSessionRow,
  type NasRow,
  type SessionOptions,
} from '../support/access-rows.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const END_CHANGES = ['revoked', 'device_removed', 'disconnect'];
const COA_CHANGES = ['continued', 'extended', 'cap_changed'];
const CHANGES = ['created', ...COA_CHANGES, ...END_CHANGES];

let database: ConnectedDatabase;
let router: NasRow;
let chain: EntitlementRow;
let routers = 0;

beforeAll(async () => {
  database = await connectToTestDatabase();
});
beforeEach(async () => {
  await database.client.query('DELETE FROM graphile_worker._private_jobs');
  routers += 1;
  router = await insertNas(database.client, { address: `10.77.0.${routers}` });
  chain = await insertEntitlement(database.client, router);
});
afterAll(() => database.close());

const insertSession = (mac: string, options: SessionOptions = {}): Promise<string> =>
  insertSessionRow(database.client, router, chain, { mac, ...options });

const plan = (change: string, mac?: string): Promise<unknown> =>
  database.client.query('SELECT plan_access_delivery($1, $2, $3)', [chain.id, change, mac]);

const planRouter = (previousMethod?: string): Promise<unknown> =>
  database.client.query('SELECT plan_router_delivery($1, $2)', [router.routerId, previousMethod]);

const setMethod = (method: string): Promise<unknown> =>
  database.client.query('UPDATE routers SET access_method = $2 WHERE id = $1', [
    router.routerId,
    method,
  ]);

/** The requests for sessions of the router, by session. */
async function requests(): Promise<Record<string, string>> {
  const { rows } = await database.client.query<{ session_id: string; request: string }>(
    `SELECT session_id, kind || ' ' || state AS request FROM coa_requests WHERE router_id = $1`,
    [router.routerId],
  );
  return Object.fromEntries(rows.map(({ session_id, request }) => [session_id, request]));
}

/** The jobs that wait, each by its task and payload. */
async function jobs(): Promise<string[]> {
  const { rows } = await database.client.query<{ job: string }>(
    `SELECT j.task_identifier || ' ' || p.payload AS job
       FROM graphile_worker.jobs j JOIN graphile_worker._private_jobs p USING (id) ORDER BY id`,
  );
  return rows.map(({ job }) => job.replaceAll(' ', ''));
}

const sendJob = (): string => `send_coa_requests{"routerId":${router.routerId}}`;
const applyJob = (): string => `apply_entitlement{"chainId":"${chain.id}"}`;

describe('a change of a chain at a router that asks by RADIUS', () => {
  it.each(COA_CHANGES)('sends its open sessions the new limits: %s', async (change) => {
    const [first, second] = [await insertSession(aMac()), await insertSession(aMac())];
    await insertSession(aMac(), { stopCause: 'User-Request' });
    await insertSession(aMac(), { stopCause: 'stale' });
    await plan(change);
    expect(await requests()).toEqual({ [first]: 'coa waiting', [second]: 'coa waiting' });
    expect(await jobs()).toEqual([sendJob()]);
  });

  it.each(END_CHANGES)('ends its sessions, unreported ones too: %s', async (change) => {
    const open = await insertSession(aMac());
    const stale = await insertSession(aMac(), { stopCause: 'stale' });
    await insertSession(aMac(), { stopCause: 'Session-Timeout' });
    await plan(change);
    expect(await requests()).toEqual({
      [open]: 'disconnect waiting',
      [stale]: 'disconnect waiting',
    });
    expect(await jobs()).toEqual([sendJob()]);
  });

  it('concerns the named device only, however its address is written', async () => {
    const mac = aMac();
    const named = await insertSession(mac);
    await insertSession(aMac());
    await plan('device_removed', mac.toLowerCase().replaceAll(':', '-'));
    expect(await requests()).toEqual({ [named]: 'disconnect waiting' });
  });

  it('does nothing for a new chain, and nothing without a session', async () => {
    await plan('revoked');
    await insertSession(aMac());
    await plan('created');
    expect(await requests()).toEqual({});
    expect(await jobs()).toEqual([]);
  });

  it('has one request for each session and one waiting job, however many changes there are', async () => {
    const session = await insertSession(aMac());
    await plan('continued');
    await plan('extended');
    await plan('cap_changed');
    expect(await requests()).toEqual({ [session]: 'coa waiting' });
    expect(await jobs()).toEqual([sendJob()]);
  });

  it('still ends the session when a change of its limits follows', async () => {
    const session = await insertSession(aMac());
    await plan('extended');
    await plan('revoked');
    await plan('extended');
    expect(await requests()).toEqual({ [session]: 'disconnect waiting' });
  });

  it('begins anew with a request that is done', async () => {
    const session = await insertSession(aMac());
    await plan('disconnect');
    await database.client.query(
      `UPDATE coa_requests SET state = 'not_confirmed', finished_at = now(), tries = 5
        WHERE session_id = $1`,
      [session],
    );
    await plan('extended');
    const { rows } = await database.client.query<object>(
      'SELECT kind, state, tries, finished_at, version FROM coa_requests WHERE session_id = $1',
      [session],
    );
    const row = { kind: 'coa', state: 'waiting', tries: 0, finished_at: null, version: 2 };
    expect(rows).toEqual([row]);
  });

  it('is planned only when its transaction commits', async () => {
    await insertSession(aMac());
    await database.client.query('BEGIN');
    await plan('revoked');
    await database.client.query('ROLLBACK');
    expect(await requests()).toEqual({});
    expect(await jobs()).toEqual([]);
  });
});

describe('a change of a chain at another router', () => {
  it.each(CHANGES)('adds one job for a router with a REST API: %s', async (change) => {
    await setMethod('routeros_api');
    await insertSession(aMac());
    await plan(change);
    await plan(change);
    expect(await requests()).toEqual({});
    expect(await jobs()).toEqual([applyJob()]);
  });

  it.each(CHANGES)('does nothing where a system of the operator does it: %s', async (change) => {
    await setMethod('none');
    await insertSession(aMac());
    await plan(change);
    expect(await requests()).toEqual({});
    expect(await jobs()).toEqual([]);
  });
});

describe('a plan', () => {
  it.each([
    ['an unknown change', 'renamed', undefined],
    ['a device without a MAC address', 'device_removed', 'my phone'],
  ])('rejects %s', async (_, change, mac) => {
    await expect(plan(change, mac)).rejects.toMatchObject({ code: '22023' });
  });
});

describe('a change of a router', () => {
  it('ends its sessions when it is archived', async () => {
    const session = await insertSession(aMac());
    await database.client.query('UPDATE routers SET archived_at = now() WHERE id = $1', [
      router.routerId,
    ]);
    await planRouter();
    expect(await requests()).toEqual({ [session]: 'disconnect waiting' });
    expect(await jobs()).toEqual([sendJob()]);
  });

  it('ends its sessions when it uses RADIUS no longer', async () => {
    const session = await insertSession(aMac());
    await setMethod('none');
    await planRouter('radius');
    expect(await requests()).toEqual({ [session]: 'disconnect waiting' });
    expect(await jobs()).toEqual([sendJob()]);
  });

  it('leaves its sessions alone when it uses RADIUS from now on', async () => {
    await insertSession(aMac());
    await planRouter('none');
    expect(await requests()).toEqual({});
    expect(await jobs()).toEqual([]);
  });

  it.each([
    ['to the REST API', 'routeros_api', 'none'],
    ['from the REST API', 'none', 'routeros_api'],
  ])('has the users at the router compared when it changes %s', async (_, method, previous) => {
    await setMethod(method);
    await planRouter(previous);
    expect(await jobs()).toEqual([`apply_router{"routerId":${router.routerId}}`]);
  });
});
