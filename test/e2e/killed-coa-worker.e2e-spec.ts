import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Pool } from 'pg';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { insertEntitlement, insertNas, insertSession } from '../support/access-rows.js';
import { Deployment } from '../support/deployment.js';
import { FakeNas } from '../support/fake-nas.js';

/** Processes take their time to start on a busy machine. */
jest.setTimeout(90_000);

describe('a worker that is killed while a router has not answered it', () => {
  let around: Deployment;
  let pool: Pool;
  let nas: FakeNas;

  beforeAll(async () => {
    around = await Deployment.open();
    pool = new Pool({ connectionString: around.databaseUrl, max: 1 });
  });
  afterAll(async () => {
    nas.close();
    await pool.end();
    await around.close();
  });

  it('leaves the request to another one, which sends it again', async () => {
    const router = await insertNas(pool, { address: '127.2.0.1', secret: randomHex(16) });
    nas = await FakeNas.open(router.address, router.secret);
    await pool.query('UPDATE routers SET coa_port = $1', [nas.port]);
    const chain = await insertEntitlement(pool, router);
    await insertSession(pool, router, chain);
    nas.react = () => ({ answer: 'silence' });
    const killed = await around.startWorker();
    await pool.query('SELECT plan_access_delivery($1, $2)', [chain.id, 'extended']);
    await nas.count(1);
    await killed.kill();

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
  });
});
