import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { randomHex } from '../../src/common/crypto/tokens.js';
import {
  type EntitlementRow,
  insertEntitlement,
  insertNas,
  insertSession,
  type NasRow,
} from '../support/access-rows.js';
import { Deployment } from '../support/deployment.js';
import { type LipafiProcess } from '../support/lipafi-process.js';
import { FakeNas } from '../support/fake-nas.js';

describe('a worker that is killed while a router has not answered it', () => {
  let around: Deployment;
  let pool: Pool;
  let nas: FakeNas;
  let router: NasRow;

  beforeAll(async () => {
    around = await Deployment.open();
    pool = new Pool({ connectionString: around.databaseUrl, max: 1 });
    router = await insertNas(pool, { address: '127.2.0.1', secret: randomHex(16) });
    nas = await FakeNas.open(router.address, router.secret);
    await pool.query('UPDATE routers SET coa_port = $1', [nas.port]);
  });
  afterAll(async () => {
    nas.close();
    await pool.end();
    await around.close();
  });

  /** A chain with a session at the router, which does not answer, and a worker that asked it. */
  async function anUnansweredRequest(): Promise<{
    readonly chain: EntitlementRow;
    readonly worker: LipafiProcess;
  }> {
    nas.react = () => ({ answer: 'silence' });
    const chain = await insertEntitlement(pool, router);
    await insertSession(pool, router, chain);
    const worker = await around.startWorker();
    const asked = nas.requests.length + 1;
    await plan(chain);
    await nas.count(asked);
    return { chain, worker };
  }

  const plan = ({ id }: EntitlementRow): Promise<unknown> =>
    pool.query('SELECT plan_access_delivery($1, $2)', [id, 'extended']);

  it('leaves the request to another one, which sends it again', async () => {
    const { worker } = await anUnansweredRequest();
    await worker.kill();
    // On a busy machine the next try would be due before the other worker has started.
    await pool.query(`UPDATE coa_requests SET next_try_at = now() + interval '1 hour'`);
    nas.react = () => ({ answer: 'ack' });
    await around.startWorker();
    // The job of the killed worker is released, and run by the other one: it is not yet time to try.
    await around.until(
      'the next try is planned',
      `SELECT 1 FROM graphile_worker.jobs
        WHERE task_identifier = 'send_coa_requests' AND locked_at IS NULL AND run_at > now()`,
    );
    expect(nas.requests).toHaveLength(1);
    await pool.query('UPDATE coa_requests SET next_try_at = now()');
    await around.makeJobsDue();
    await around.until(
      'the router has accepted',
      `SELECT 1 FROM coa_requests WHERE state = 'confirmed' AND tries = 2`,
    );
    expect(nas.requests).toHaveLength(2);
    await around.killAll();
  });

  it('leaves no job behind that a newer change has replaced', async () => {
    const { chain, worker } = await anUnansweredRequest();
    // The running job loses its key to the one of this change.
    await plan(chain);
    await worker.kill();
    nas.react = () => ({ answer: 'ack' });
    await around.startWorker();
    await around.until(
      'no job is left',
      `SELECT 1 WHERE NOT EXISTS (
         SELECT FROM graphile_worker.jobs WHERE task_identifier = 'send_coa_requests')`,
    );
  });
});
