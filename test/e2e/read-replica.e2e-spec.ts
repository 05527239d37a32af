import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { ReadDatabase } from '../../src/database/read-database.js';
import { RowCursors } from '../../src/database/row-cursors.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ReplicatedPostgres } from '../support/replicated-postgres.js';
import { aPhone, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, paidEvent, WEBHOOK_PATH } from '../support/webhooks.js';

const LEFT_ALONE_MS = 5_000;
const LISTS = [
  '/payments/',
  '/payments/?review=false',
  '/payments/status/processing/',
  '/payments/method/mpesa/',
  '/payments/webhook-events/',
];

class MovableClock extends Clock {
  private offset = 0;

  override now(): Date {
    return new Date(Date.now() + this.offset);
  }

  advance(ms: number): void {
    this.offset += ms;
  }
}

describe('a server with a read replica', () => {
  let postgres: ReplicatedPostgres;
  let app: TestApp;
  let other: TestApp;
  let shop: Shop;
  let before: ReadDatabase['answered'];
  let logged: number;
  const clock = new MovableClock();

  beforeAll(async () => {
    postgres = await ReplicatedPostgres.start();
    const options = {
      databaseUrl: postgres.primaryUrl,
      settings: { DATABASE_REPLICA_URL: postgres.replicaUrl },
      clock,
    };
    app = await startTestApp(options);
    other = await startTestApp({ ...options, simulator: app.simulator });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
    await postgres.stop();
  });
  beforeEach(() => {
    clock.advance(LEFT_ALONE_MS);
    before = { ...reads().answered };
    logged = app.logs.length;
  });

  const reads = (server = app): ReadDatabase => server.nest.get(ReadDatabase);
  /** How many lists each has answered since the test began. */
  const answered = (): ReadDatabase['answered'] => ({
    replica: reads().answered.replica - before.replica,
    primary: reads().answered.primary - before.primary,
  });
  const idsOf = async (server: TestApp, path = '/payments/'): Promise<string[]> => {
    const { body } = await server.get(path, shop.token).expect(200);
    return (body.results as { id: string }[]).map(({ id }) => id);
  };
  const sold = async (server = app): Promise<string> => {
    const { body } = await initiate(server, shop, { phone_number: aPhone() }).expect(201);
    return String(body.payment.id);
  };
  /** How often the log has said that since the test began. */
  const said = (words: string): number =>
    app.logs.slice(logged).filter((line) => line.includes(words)).length;

  it('reads every list of payments and of webhooks from it', async () => {
    const prompt = await aPromptOut(app, shop);
    await app.post(WEBHOOK_PATH, paidEvent(prompt, shop)).expect(200);
    await postgres.caughtUp();
    for (const path of LISTS) expect(await idsOf(app, path)).not.toEqual([]);
    expect(answered()).toEqual({ replica: LISTS.length, primary: 0 });
  });

  it('reads exports from it, and from the primary while it is behind', async () => {
    const { opened } = app.nest.get(RowCursors);
    const exported = async (): Promise<string> =>
      (await app.get('/payments/export/', shop.token).buffer(true).expect(200)).text;
    const [newest = ''] = await idsOf(app);
    expect(newest).not.toBe('');
    await postgres.caughtUp();
    expect(await exported()).toContain(newest);
    expect(opened).toEqual({ replica: 1, primary: 0 });
    await postgres.holdReplica();
    try {
      const id = await sold();
      expect(await exported()).toContain(id);
      expect(opened).toEqual({ replica: 1, primary: 1 });
    } finally {
      await postgres.releaseReplica();
    }
  });

  it('reads what is not a list from the primary', async () => {
    const id = await sold();
    await app.get(`/payments/${id}/`, shop.token).expect(200);
    await app.post(`/payments/intasend/${id}/check-status/`, {}, shop.portal).expect(200);
    expect(answered()).toEqual({ replica: 0, primary: 0 });
  });

  it('shows each write in the list that follows it, at whichever server', async () => {
    for (let round = 0; round < 20; round += 1) {
      const id = await sold(round % 2 === 0 ? app : other);
      expect(await idsOf(app)).toContain(id);
      const path = `/payments/${id}/mark-completed/`;
      await other.post(path, { reason: 'Paid in cash' }, shop.token).expect(200);
      expect(await idsOf(app, '/payments/status/completed/')).toContain(id);
    }
    expect(answered().replica).toBeGreaterThan(0);
  });

  it('reads from the primary while the replica is behind, and from it when it has caught up', async () => {
    await postgres.holdReplica();
    const id = await sold();
    expect(await idsOf(app)).toContain(id);
    expect(await idsOf(app)).toContain(id);
    expect(answered()).toEqual({ replica: 0, primary: 2 });
    expect(said('lists are read from the primary')).toBe(1);

    await postgres.releaseReplica();
    await postgres.caughtUp();
    clock.advance(LEFT_ALONE_MS);
    expect(await idsOf(app)).toContain(id);
    expect(answered()).toEqual({ replica: 1, primary: 2 });
    expect(said('lists are read from the replica again')).toBe(1);
  });

  it('shows in the metrics which database answered', async () => {
    await idsOf(app);
    const { text } = await app.get('/metrics').expect(200);
    const { replica, primary } = reads().answered;
    expect(text).toContain(`lipafi_lists_read_total{from="replica"} ${replica}`);
    expect(text).toContain(`lipafi_lists_read_total{from="primary"} ${primary}`);
    expect(text).toMatch(/lipafi_replica_connections\{state="idle"\} [1-9]/);
  });

  it('does not use a promoted replica', async () => {
    await postgres.promoteReplica();
    const id = await sold();
    expect(await idsOf(app)).toContain(id);
    expect(answered()).toEqual({ replica: 0, primary: 1 });
  });

  it('continues without a lost replica, and stays ready', async () => {
    await postgres.loseReplica();
    const id = await sold();
    expect(await idsOf(app)).toContain(id);
    expect(await idsOf(other)).toContain(id);
    expect(answered()).toEqual({ replica: 0, primary: 1 });
    await app.get('/health/ready').expect(200);
  });
});
