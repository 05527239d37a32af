import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { ShutdownState } from '../../src/health/shutdown-state.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aShop, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';

const ALL_OK = { database: 'ok', migrations: 'ok', encryption_keys: 'ok' };

describe('the health of a server', () => {
  let own: TestDatabase;
  let proxy: DatabaseProxy;
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    own = await createTestDatabase();
    proxy = await startDatabaseProxy(own.url);
    app = await startTestApp({ databaseUrl: proxy.url });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await app.stop();
    await app.simulator.stop();
    await proxy.stop();
    await own.drop();
  });

  /** Asks until the answer has this status: what was seen a moment ago is told again. */
  const ready = (status: number): Promise<Response> =>
    until(
      `the server's readiness answers ${status}`,
      async () => app.get('/health/ready'),
      (answer) => answer.status === status,
    );

  /** A 503 in the one shape of errors, and beside it how the checks went. */
  const notReady = (answer: Response, sentence: string): object => ({
    error: sentence,
    code: 'not_ready',
    request_id: answer.headers['x-request-id'],
    checks: expect.any(Object),
  });

  it('is good as long as it answers', async () => {
    const { body, headers } = await app.get('/health/live').expect(200);
    expect(body).toEqual({ status: 'ok' });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('is ready once database, migrations and keys are there', async () => {
    const { body, headers } = await app.get('/health/ready').expect(200);
    expect(body).toEqual({ status: 'ok', checks: ALL_OK });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('shows how late background jobs are, and stays ready, because they belong to all servers', async () => {
    await app.database.query(
      `SELECT graphile_worker.add_job('nobody', run_at := now() - interval '90 seconds')`,
    );
    await until(
      'the jobs are reported as late',
      async () => (await app.get('/health/').expect(200)).body.jobs as { status: string },
      ({ status }) => status === 'late',
    );
    await app.get('/health/ready').expect(200);
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    await until(
      'the jobs are reported as on time',
      async () => (await app.get('/health/').expect(200)).body.jobs as { status: string },
      ({ status }) => status === 'ok',
    );
  });

  it('has more details for people', async () => {
    const { body } = await app.get('/health/').expect(200);
    const check = { status: 'ok', took_ms: expect.any(Number) };
    expect(body).toEqual({
      status: 'ok',
      worker_mode: 'off',
      started_at: expect.stringMatching(/Z$/),
      uptime_seconds: expect.any(Number),
      jobs: { status: 'ok', lag_seconds: 0 },
      checks: { database: check, migrations: check, encryption_keys: check },
    });
  });

  it('is not ready when the database does not respond, and answers in time', async () => {
    proxy.silence();
    const sentence = 'The server is not ready: the database does not answer.';
    // Each check is cached by itself: for a moment another one may be the first to fail.
    const answer = await until(
      'the database is reported as not answering',
      async () => app.get('/health/ready'),
      ({ body }) => body.error === sentence,
    );
    expect(answer.body).toEqual(notReady(answer, sentence));
    await app.get('/health/live').expect(200);
    const overview = await app.get('/health/').expect(503);
    expect(overview.body).toMatchObject({ code: 'not_ready', worker_mode: 'off' });

    proxy.restore();
    expect((await ready(200)).body).toEqual({ status: 'ok', checks: ALL_OK });
  });

  it('is not ready when the database is unreachable', async () => {
    proxy.cut();
    // Each check is cached by itself here, too.
    const answer = await until(
      'the database is reported as unreachable',
      async () => app.get('/health/ready'),
      ({ body }) => body.checks.database === 'failed',
    );
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).not.toMatch(/ECONN|127\.0\.0\.1|postgres/i);
    await app.get('/health/live').expect(200);
    proxy.restore();
    await ready(200);
  });

  it('is not for requests when the database lacks a migration', async () => {
    const [last] = await app.database.query<{ name: string; timestamp: string }>(
      'DELETE FROM schema_migrations WHERE id = (SELECT max(id) FROM schema_migrations) RETURNING *',
    );
    const answer = await ready(503);
    expect(answer.body.checks).toEqual({ ...ALL_OK, migrations: 'failed' });
    expect(answer.body.error).toContain('the database lacks migrations');
    expect(JSON.stringify(answer.body)).not.toContain(last?.name);

    await app.database.query('INSERT INTO schema_migrations ("timestamp", name) VALUES ($1, $2)', [
      last?.timestamp,
      last?.name,
    ]);
    await ready(200);
  });

  it('is not for requests when the keys open nothing of what the database holds', async () => {
    const [sealed] = await app.database.query<{ token: string }>(
      'SELECT private_key_sealed AS token FROM credentials WHERE id = $1',
      [shop.credentialId],
    );
    const seal = (token: unknown): Promise<unknown> =>
      app.database.query('UPDATE credentials SET private_key_sealed = $2 WHERE id = $1', [
        shop.credentialId,
        token,
      ]);
    await seal('sealed-with-another-key');
    const answer = await ready(503);
    expect(answer.body.checks).toEqual({ ...ALL_OK, encryption_keys: 'failed' });

    // One operator's keys that do not open are no reason to turn everybody away.
    await aShop(app);
    await ready(200);
    await seal(sealed?.token);
  });

  it('asks the database once for any number of questions at once', async () => {
    const statements = async (): Promise<number> => {
      const [row] = await app.database.query<{ seen: number }>(
        'SELECT xact_commit::integer AS seen FROM pg_stat_database WHERE datname = current_database()',
      );
      return row?.seen ?? 0;
    };
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.get('/health/ready')));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    const before = await statements();
    await Promise.all(Array.from({ length: 50 }, () => app.get('/health/ready')));
    expect((await statements()) - before).toBeLessThan(50);
  });

  it('is not for requests any more once the server is stopping', async () => {
    app.nest.get(ShutdownState, { strict: false }).begin();
    const answer = await app.get('/health/ready').expect(503);
    expect(answer.body).toEqual({
      error: 'The server is shutting down.',
      code: 'shutting_down',
      request_id: answer.headers['x-request-id'],
      checks: ALL_OK,
    });
    expect(answer.headers.connection).toBe('close');
    await app.get('/health/live').expect(200);
  });
});
