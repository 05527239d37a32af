import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids/uuid.js';
import {
  aMac,
  type EntitlementRow,
  insertDevice,
  insertEntitlement,
  insertNas,
  type NasRow,
} from '../support/access-rows.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

let database: ConnectedDatabase;
let router: NasRow;
let other: NasRow;
let first: EntitlementRow;

beforeAll(async () => {
  database = await connectToTestDatabase();
});
beforeEach(async () => {
  await database.client.query('BEGIN');
  router = await insertNas(database.client, { address: '10.77.0.1' });
  other = await insertNas(database.client, { address: '10.77.0.2' });
  first = await insertEntitlement(database.client, router);
});
afterEach(() => database.client.query('ROLLBACK'));
afterAll(() => database.close());

const change = (assignment: string) => () =>
  database.client.query(`UPDATE entitlements SET ${assignment} WHERE id = $1`, [first.id]);

const note = (event: string, source: string) => () =>
  database.client.query(
    `INSERT INTO entitlement_history (entitlement_id, user_id, event, source) VALUES ($1, $2, $3, $4)`,
    [first.id, router.userId, event, source],
  );

describe('the constraints of entitlements', () => {
  it('accept a chain with one code', async () => {
    const second = await insertEntitlement(database.client, router, { after: first });
    await expect(
      insertEntitlement(database.client, router, { after: second }),
    ).resolves.toMatchObject({ code: first.code, chainId: first.id });
  });

  it('accept a voucher that was not used yet', async () => {
    const voucher = { source: 'voucher', startsAt: 'NULL', endsAt: 'NULL' } as const;
    await expect(insertEntitlement(database.client, router, voucher)).resolves.toBeDefined();
  });

  it('accept the same code of another operator', async () => {
    await expect(
      insertEntitlement(database.client, other, { code: first.code }),
    ).resolves.toBeDefined();
  });

  it.each([
    [
      'a code twice of one operator',
      () => insertEntitlement(database.client, router, { code: first.code }),
      'entitlements_access_code_key',
    ],
    [
      'another code in a chain',
      () => insertEntitlement(database.client, router, { after: { ...first, code: 'ABCDEFGH' } }),
      'entitlements_chain_fkey',
    ],
    [
      'another router in a chain',
      () => insertEntitlement(database.client, other, { after: first }),
      'entitlements_chain_fkey',
    ],
    [
      'a chain that begins in the middle of another',
      async () => {
        const second = await insertEntitlement(database.client, router, { after: first });
        await insertEntitlement(database.client, router, {
          after: { ...second, chainId: second.id },
        });
      },
      'entitlements_chain_fkey',
    ],
    ['another code later', change(`access_code = 'ABCDEFGH'`), 'entitlements_chain_fkey'],
    [
      'another router later',
      change(`(user_id, router_id) = (SELECT user_id, id FROM routers
                                       WHERE id <> entitlements.router_id LIMIT 1)`),
      'entitlements_chain_fkey',
    ],
    [
      'another chain later',
      change(`chain_id = '${newId()}', previous_id = id`),
      'entitlements_chain_fkey',
    ],
    [
      'two that follow the same one',
      async () => {
        await insertEntitlement(database.client, router, { after: first });
        await insertEntitlement(database.client, router, { after: first });
      },
      'entitlements_previous_id_key',
    ],
    [
      'a code with letters that look alike',
      () => insertEntitlement(database.client, router, { code: 'ABCDEFG0' }),
      'entitlements_check',
    ],
    ['an unknown source', change(`source = 'friend'`), 'entitlements_check'],
    ['a payment that is not named', change(`source = 'payment'`), 'entitlements_check'],
    ['a payment of a gift', change(`payment_id = '${newId()}'`), 'entitlements_check'],
    [
      'a payment that does not exist',
      change(`source = 'payment', payment_id = '${newId()}'`),
      'entitlements_payment_id_fkey',
    ],
    ['no minutes', change('duration_minutes = 0'), 'entitlements_check'],
    ['no download speed', change('download_speed_mbps = 0'), 'entitlements_check'],
    ['no upload speed', change('upload_speed_mbps = 0'), 'entitlements_check'],
    ['no device', change('device_limit = 0'), 'entitlements_check'],
    ['21 devices', change('device_limit = 21'), 'entitlements_check'],
    ['a cap of nothing', change('data_cap_mb = 0'), 'entitlements_check'],
    ['an end before the start', change(`ends_at = 'epoch'`), 'entitlements_check'],
    ['a start without an end', change('ends_at = NULL'), 'entitlements_check'],
    ['no period', change('starts_at = NULL, ends_at = NULL'), 'entitlements_check'],
    ['a revocation without a reason', change('revoked_at = now()'), 'entitlements_check'],
    ['a reason without a revocation', change(`revoke_reason = 'x'`), 'entitlements_check'],
    ['a chain of another entitlement', change(`chain_id = '${newId()}'`), 'entitlements_check'],
    ['an unknown event', note('lost', 'operator'), 'entitlement_history_check'],
    ['an event of an unknown source', note('moved', 'friend'), 'entitlement_history_check'],
    [
      'a MAC address in another notation',
      () => insertDevice(database.client, first, 'aa-bb-cc-dd-ee-ff'),
      'devices_mac_address_check',
    ],
    [
      'a router address twice',
      () => insertNas(database.client, { address: router.address }),
      'routers_nas_address_key',
    ],
    [
      'a network as a router address',
      () => insertNas(database.client, { address: '10.77.0.0/16' }),
      'routers_nas_address_check',
    ],
    [
      'a RADIUS secret with other characters',
      () => insertNas(database.client, { address: '10.77.0.9', secret: '`%{User-Name}`' }),
      'nas_secret_check',
    ],
  ])('refuse %s', async (_, work, constraint) => {
    await expect(work()).rejects.toMatchObject({ constraint });
  });

  it('refuse a device twice', async () => {
    const mac = aMac();
    await insertDevice(database.client, first, mac);
    await expect(insertDevice(database.client, first, mac)).rejects.toMatchObject({
      constraint: 'devices_pkey',
    });
  });

  it.each([
    `UPDATE entitlement_history SET event = 'revoked'`,
    'DELETE FROM entitlement_history',
    'TRUNCATE entitlement_history',
  ])('keep the history as it was written: %s', async (statement) => {
    await database.client.query(
      `INSERT INTO entitlement_history (entitlement_id, user_id, event, source)
       VALUES ($1, $2, 'created', 'operator')`,
      [first.id, router.userId],
    );
    await expect(database.client.query(statement)).rejects.toThrow('append-only');
  });
});
