import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Secret } from '../../src/common/crypto/secret.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { JobsRepository } from '../../src/jobs/jobs.repository.js';
import { KeptWorker } from '../../src/jobs/kept-worker.js';
import { WorkerConnections } from '../../src/jobs/worker-connections.js';
import { workerLimits, type WorkerLimits } from '../../src/jobs/worker-limits.js';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { statementWaitsFor } from '../support/locks.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

type LogLine = Readonly<Record<string, unknown>>;

const ENDED = /^the worker has ended unexpectedly/;
const NOT_STORED = /^Failed to complete jobs/;
const NOT_RESTARTED = /^the worker could not be restarted/;
const ABANDONED = /^the worker did not end in time/;

/** The limits of production, but a test need not wait for a restart. */
const LIMITS: WorkerLimits = { ...workerLimits(1_000), restartAfterMs: 50, lastResultsMs: 200 };
/** Silence is noticed soon. */
const IMPATIENT: Partial<WorkerLimits> = {
  ...{ connectMs: 1_000, answerMs: 1_000, presenceMs: 1_000, firstFetchMs: 1_500 },
};

describe('a worker that is restarted', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let database: Database;
  let jobs: JobsRepository;
  let proxy: DatabaseProxy;
  let worker: KeptWorker;
  let lines: LogLine[];
  /** Ends the runs of the task `hold`, in their order. */
  let held: (() => void)[];
  /** The number of runs of the task `count`. */
  let counted: number;

  const logger = createLogger(
    { level: 'debug', pretty: false },
    { write: (line) => void lines.push(JSON.parse(line) as LogLine) },
  );

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(testDatabase.url, 2)).initialize();
    database = new Database(dataSource);
    jobs = new JobsRepository(database);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });
  beforeEach(async () => {
    lines = [];
    held = [];
    counted = 0;
    proxy = await startDatabaseProxy(testDatabase.url);
  });
  afterEach(async () => {
    for (const end of held) end();
    await worker.stop();
    await proxy.stop();
    await database.query('DELETE FROM graphile_worker._private_jobs');
    await database.query('DELETE FROM job_workers');
  });

  function start(limits: Partial<WorkerLimits> = {}): Promise<void> {
    const plan = {
      url: new Secret(proxy.url),
      tasks: {
        hold: () =>
          new Promise<void>((resolve) => {
            held.push(resolve);
          }),
        count: () => {
          counted += 1;
        },
      },
      cronItems: [],
      limits: { ...LIMITS, ...limits },
    };
    worker = new KeptWorker(plan, jobs, logger);
    return worker.start();
  }

  const add = (task: 'hold' | 'count', number = 1): Promise<unknown> =>
    database.query(`SELECT graphile_worker.add_job($1) FROM generate_series(1, $2)`, [
      task,
      number,
    ]);
  const running = (number: number): Promise<number> =>
    until(
      `${number} jobs run`,
      () => Promise.resolve(held.length),
      (seen) => seen === number,
    );
  const logged = async (what: RegExp, times = 1): Promise<LogLine | undefined> => {
    const found = await until(
      `the log has ${times} lines like ${String(what)}`,
      () => Promise.resolve(lines.filter(({ msg }) => what.test(String(msg)))),
      (seen) => seen.length >= times,
    );
    return found.at(-1);
  };
  const queue = (): Promise<{ locked: boolean }[]> =>
    database.query(`SELECT locked_at IS NOT NULL AS locked FROM graphile_worker.jobs`);
  const queueIsEmpty = (): Promise<unknown> =>
    until('no job is left', queue, (seen) => seen.length === 0);
  const registrations = (): Promise<{ id: number; holder: string }[]> =>
    database.query(`SELECT id::integer, holder FROM job_workers ORDER BY id DESC`);

  it('runs its jobs again though several results could not be stored, one after the other', async () => {
    await start();
    await add('hold', 6);
    await running(6);
    proxy.cut();
    for (let times = 1; times <= 6; times++) {
      held.shift()?.();
      await logged(NOT_STORED, times);
    }
    expect(await logged(ENDED)).toMatchObject({ err: { message: expect.any(String) } });
    proxy.restore();
    await running(6);
    for (const end of held) end();
    await queueIsEmpty();
  });

  it('runs new jobs after the database has become silent on all its connections', async () => {
    await start(IMPATIENT);
    proxy.freeze();
    await add('count');
    await queueIsEmpty();
    expect(counted).toBeGreaterThan(0);
  });

  it('is restarted when it could not look up its tasks, without which it fetches nothing', async () => {
    const frozen = proxy.freezeAt('_private_tasks');
    await start(IMPATIENT);
    await frozen;
    await add('count');
    await queueIsEmpty();
    expect(await logged(ENDED)).toMatchObject({
      err: { message: 'The worker could not fetch jobs after its start' },
    });
  });

  it('is restarted once the database answers, though that accepted connections before', async () => {
    await start(IMPATIENT);
    await add('hold');
    await running(1);
    proxy.cut();
    held.shift()?.();
    await logged(ENDED);
    proxy.silence();
    const before = lines.filter(({ msg }) => NOT_RESTARTED.test(String(msg))).length;
    // The first one may be about a connection that was refused.
    await logged(NOT_RESTARTED, before + 2);
    proxy.restore();
    await running(1);
  });

  it('takes no job when it is stopped while it starts', async () => {
    const client = new pg.Client({ connectionString: testDatabase.url });
    await client.connect();
    await add('count');
    await client.query('BEGIN');
    await client.query('LOCK TABLE graphile_worker.migrations IN ACCESS EXCLUSIVE MODE');
    const started = start();
    await statementWaitsFor(client);
    const stopped = worker.stop();
    await client.query('ROLLBACK');
    await client.end();
    await Promise.all([started, stopped]);
    expect(counted).toBe(0);
    expect(await queue()).toEqual([{ locked: false }]);
    expect(await registrations()).toEqual([]);
    expect(lines.filter(({ msg }) => ABANDONED.test(String(msg)))).toEqual([]);
  });

  it('stops in time though a job does not end, and another worker may run that job', async () => {
    await start({ stopMs: 100 });
    await add('hold');
    await running(1);
    await worker.stop();
    await logged(ABANDONED);
    expect(await queue()).toEqual([{ locked: true }]);
    await until(
      'another worker takes it for dead',
      () => jobs.releaseJobsOfDeadWorkers(''),
      (released) => released === 1,
    );
    expect(await queue()).toEqual([{ locked: false }]);
  });

  it('removes its registration when it stops, and leaves no job locked', async () => {
    await start();
    await add('hold');
    await running(1);
    expect(await registrations()).toEqual([
      { id: expect.any(Number), holder: worker.holder ?? 'none' },
    ]);
    const stopped = worker.stop();
    held.shift()?.();
    await stopped;
    expect(await registrations()).toEqual([]);
    expect(await queue()).toEqual([]);
  });

  it('registers again when the connection of its registration has become silent', async () => {
    await start({ presenceMs: 1_000 });
    const [before] = await registrations();
    await proxy.freezeAt('UPDATE job_workers');
    const [after] = await until(
      'there is another registration',
      registrations,
      ([newest]) => newest?.id !== before?.id,
    );
    expect(after?.holder).toBe(before?.holder);
  });

  it('returns a connection to its pool once, however often the library releases it', async () => {
    await start();
    const connections = new WorkerConnections(new Secret(proxy.url), LIMITS, logger);
    const { pool } = connections;
    const failure = await new Promise<unknown>((resolve) => {
      pool.connect((error, _client, release) => {
        try {
          if (error) throw error;
          release();
          release();
          resolve(undefined);
        } catch (thrown) {
          resolve(thrown);
        }
      });
    });
    expect(failure).toBeUndefined();
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
    await connections.end();
  });
});
