import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  aMac,
  type EntitlementRow,
  insertEntitlement,
  insertNas,
  type NasRow,
} from '../support/access-rows.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { insertTicket } from '../support/radius-functions.js';

describe('the report of a router about its sessions', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let other: pg.Client;
  let router: NasRow;
  let chain: EntitlementRow;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    other = new pg.Client({ connectionString: database.url });
    await Promise.all([client.connect(), other.connect()]);
    router = await insertNas(client, { address: '10.77.0.1' });
  });
  beforeEach(async () => {
    chain = await insertEntitlement(client, router);
  });
  afterAll(async () => {
    await Promise.all([client.end(), other.end()]);
    await database.drop();
  });

  const report = (username: string, mac: string) =>
    client.query<{ chain_id: string; reason: string | null }>(
      'SELECT chain_id, reason FROM record_router_sessions($1, $2)',
      [
        router.routerId,
        JSON.stringify([{ key: '*1', username, mac, ip: '', seconds: 1, up: 0, down: 0 }]),
      ],
    );
  const usedTickets = async (): Promise<number> =>
    (
      await client.query('SELECT FROM login_tickets WHERE chain_id = $1 AND used_at IS NOT NULL', [
        chain.id,
      ])
    ).rowCount ?? 0;

  it('uses up the ticket of a login', async () => {
    const mac = aMac();
    const { rows } = await report(await insertTicket(client, chain), mac);
    expect(rows).toEqual([{ chain_id: chain.id, reason: null }]);
    expect(await usedTickets()).toBe(1);
  });

  it('does not wait for a ticket while it holds the chain: others lock them in this order', async () => {
    const mac = aMac();
    const ticket = await insertTicket(client, chain, { mac });
    await other.query('BEGIN');
    await other.query('UPDATE login_tickets SET used_at = now() WHERE mac_address = $1', [mac]);
    await client.query(`SET lock_timeout = '2s'`);
    expect((await report(ticket, mac)).rows).toEqual([{ chain_id: chain.id, reason: null }]);
    await other.query('COMMIT');
    expect(await usedTickets()).toBe(1);
  });
});
