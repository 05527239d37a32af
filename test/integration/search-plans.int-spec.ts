import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STATEMENTS } from '../../src/database/statement.js';
import '../../src/search/search.repository.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';
import { explained } from '../support/explained.js';

const OPERATOR = 1;
const ROWS = 100_000;
const PHONE = '+254700000042';
const MAC = 'AA:BB:CC:00:00:42';
const RECEIPT = 'RCT0000042';
const MOST_ROWS = 1_000;

/** Reads a whole table; that of routers is short. */
const COSTLY = /Seq Scan on (?!routers)/;

// Two operators, each (the second on a small scale) with one customer who has bought everything on one device, one access after
// the other and one chain each, and whose money all came to the till too. Every second sale was paid
// twice.
const FILL = `
  INSERT INTO users (id, username, email, password_hash)
  SELECT id, 'operator-' || id, id || '@example.com', '-' FROM generate_series(1, 2) id;
  INSERT INTO routers (id, user_id, name, host, username, password_sealed)
  SELECT o, o, 'R', '10.0.0.1', 'api', '-' FROM generate_series(1, 2) o;
  INSERT INTO packages (id, user_id, router_id, name, package_type, duration_hours, price_minor,
                        currency, download_speed_mbps, upload_speed_mbps)
  SELECT id, user_id, id, 'P', 'hourly', 1, 1000, 'KES', 1, 1 FROM routers;
  CREATE TEMP TABLE made AS
  SELECT o, n, timestamptz '2026-01-01' + n * interval '1 minute' AS at,
         'RCT' || lpad(n::text, 7, '0') AS receipt,
         (lpad(to_hex(1767225600000 + n::bigint * 60000), 12, '0') || '7000800000000000000' || o)::uuid AS id,
         lpad(translate(to_hex(n), '01', 'xy'), 8, 'z') AS code
    FROM generate_series(1, 2) o, generate_series(1, CASE o WHEN 1 THEN ${ROWS} ELSE 1000 END) n;
  INSERT INTO payments (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor,
                        currency, payment_method, payment_provider, status, package_name,
                        duration_hours, download_speed_mbps, upload_speed_mbps, completed_at,
                        package_expiry_time, created_at, mpesa_reference, mac_address)
  SELECT id, o, o, o, '${PHONE}', '${PHONE}', 1000, 'KES', 'mpesa', 'instasend', 'completed', 'P',
         1, 1, 1, at, at, at, receipt, '${MAC}' FROM made;
  INSERT INTO payment_attempts (payment_id, number, user_id, reference, channel, provider,
                                environment, invoice_id)
  SELECT id, 1, o, id || '-1', 'prompt', 'instasend', 'sandbox', 'INV' || n || '-' || o FROM made;
  INSERT INTO payment_history (payment_id, user_id, attempt, event, to_status, source, evidence)
  SELECT id, o, 1, 'contradicted', 'completed', 'webhook',
         jsonb_build_object('mpesa_reference', 'TWO' || substr(receipt, 4))
    FROM made WHERE n % 2 = 0;
  INSERT INTO entitlements (id, user_id, router_id, package_id, source, payment_id, chain_id,
                            access_code, package_name, duration_minutes, download_speed_mbps,
                            upload_speed_mbps, device_limit, phone_e164, starts_at, ends_at,
                            created_at)
  SELECT id, o, o, o, 'payment', id, id, upper(code), 'P', 60, 1, 1, 1, '${PHONE}', at,
         at + interval '1 hour', at FROM made;
  INSERT INTO devices (chain_id, mac_address, user_id, attached_at) SELECT id, '${MAC}', o, at FROM made;
  INSERT INTO receipts (user_id, provider, receipt, state, payment_id, phone_e164, received_at,
                        created_at)
  SELECT o, 'kopokopo', 'TILL' || n, CASE WHEN n > ${ROWS} / 2 THEN 'unmatched' ELSE 'counted' END,
         CASE WHEN n <= ${ROWS} / 2 THEN id END, '${PHONE}', at, at FROM made;
  ANALYZE;`;

describe('the plan of a search', () => {
  let database: ConnectedDatabase;
  let client: ConnectedDatabase['client'];

  beforeAll(async () => {
    database = await connectToTestDatabase();
    ({ client } = database);
    await client.query(FILL);
  }, 300_000);
  afterAll(() => database.close());

  const BY_PROVIDER = { providers: '{instasend,kopokopo}', environments: '{sandbox,live}' };
  const FIRST_ID = (1_767_225_600_000 + 42 * 60_000).toString(16).padStart(12, '0');
  const prefix = `${FIRST_ID.slice(0, 8)}-${FIRST_ID.slice(8)}`;
  const found: Readonly<Record<string, readonly [parameters: object, rows: number]>> = {
    search_payments_by_receipt: [{ value: RECEIPT }, 1],
    search_payments_by_further_receipt: [{ value: 'TWO0000042' }, 1],
    search_payments_by_phone: [{ value: PHONE }, 20],
    search_payments_by_mac: [{ value: MAC }, 20],
    search_payments_by_id: [
      { lowest: `${prefix}-7000-8000-000000000000`, highest: `${prefix}-7000-8000-00000000000f` },
      1,
    ],
    search_payments_by_invoice: [{ invoices: '{INV42-1,inv42-1}' }, 1],
    search_entitlements_by_phone: [{ value: PHONE }, 20],
    search_entitlements_by_code: [{ value: 'ZZZZZZ2A' }, 1],
    search_entitlements_by_mac: [{ value: MAC }, 20],
    search_receipts_by_reference: [{ value: `TILL${ROWS}` }, 1],
    search_receipts_by_phone: [{ value: PHONE }, 20],
  };

  it('is checked for each of its statements', () => {
    const declared = [...STATEMENTS.keys()].filter((name) => name.startsWith('search_'));
    expect(Object.keys(found).sort()).toEqual(declared.sort());
  });

  it.each(Object.keys(found).flatMap((name) => [[name, true] as const, [name, false] as const]))(
    'reads a few rows of many: %s (something is found: %s)',
    async (name, isThere) => {
      const { text, order } = STATEMENTS.get(name) ?? { text: '', order: [] };
      const [asked, expected] = found[name] ?? [{}, 0];
      const userId = isThere ? OPERATOR : 3;
      const parameters: Readonly<Record<string, unknown>> = { ...BY_PROVIDER, ...asked, userId };
      const values = order.map((parameter) => parameters[parameter]);
      for (const kind of ['custom', 'generic'] as const) {
        const { plan, rowsRead } = await explained(client, { text, values }, kind);
        expect(plan).not.toMatch(COSTLY);
        expect(rowsRead).toBeLessThan(MOST_ROWS);
      }
      const { rowCount } = await client.query(text, values);
      expect(rowCount).toBe(isThere ? expected : 0);
    },
  );
});
