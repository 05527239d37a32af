import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cursor } from '../../src/common/pagination/cursor.js';
import { type ReceiptFilters, receiptListQuery } from '../../src/receipts/receipt-list.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';
import { explained } from '../support/explained.js';

const OPERATOR = 1;
const RECEIPTS = 30_000;
const LIMIT = 50;
/** A page, and what its index has besides. */
const MOST_ROWS = 200;

// Two operators. Nearly all money was counted for a payment; a little is not, and that is the oldest.
const FILL = `
  SET session_replication_role = replica;
  INSERT INTO receipts (user_id, provider, receipt, state, payment_id, phone_e164, received_at,
                        created_at)
  SELECT o, 'kopokopo', 'RCT' || lpad(n::text, 7, '0'),
         CASE WHEN n < 100 THEN 'unmatched' ELSE 'counted' END,
         CASE WHEN n >= 100 THEN gen_random_uuid() END,
         '+2547' || lpad((n % 2000)::text, 8, '0'), at, at
    FROM generate_series(1, 2) o, generate_series(1, ${RECEIPTS}) n,
         LATERAL (SELECT timestamptz '2026-01-01' + n * interval '1 minute' AS at) made;
  SET session_replication_role = origin;
  ANALYZE;`;

const MIDDLE = '2026-01-11T00:00:00.000Z';
const FILTERS: readonly (readonly [string, ReceiptFilters])[] = [
  ['none', {}],
  ['a state that most have', { state: 'counted' }],
  ['a state that few have', { state: 'unmatched' }],
  ['a state that none has', { state: 'reversed' }],
  ['a phone number', { phone: '+254700000042' }],
  ['a phone number of nobody', { phone: '+254799999999' }],
  ['a state and a phone number', { state: 'unmatched', phone: '+254700000142' }],
  ['a receipt', { mpesa_reference: 'RCT0000042' }],
  ['a receipt that there is not', { mpesa_reference: 'NOSUCH' }],
  ['a state and a receipt', { state: 'unmatched', mpesa_reference: 'RCT0012345' }],
  ['a beginning', { from: new Date(MIDDLE) }],
  ['an end', { to: new Date(MIDDLE) }],
  ['a day', { from: new Date(MIDDLE), to: new Date('2026-01-12T00:00:00Z') }],
];
const CURSORS: readonly (readonly [string, Cursor | null])[] = [
  ['the first page', null],
  ['a page in the middle', { at: MIDDLE, id: '15000', direction: 'next' }],
  ['a page back from the middle', { at: MIDDLE, id: '15000', direction: 'previous' }],
];
const CASES = FILTERS.flatMap(([what, filters]) =>
  CURSORS.map(([where, cursor]) => [where, what, filters, cursor] as const),
);

describe('the plan of the list of receipts', () => {
  let database: ConnectedDatabase;

  beforeAll(async () => {
    database = await connectToTestDatabase();
    await database.client.query(FILL);
  });
  afterAll(() => database.close());

  it.each(CASES)('reads %s of those with %s along an index', async (_w, _f, filters, cursor) => {
    const query = receiptListQuery(OPERATOR, filters, { cursor, limit: LIMIT });
    for (const kind of ['custom', 'generic'] as const) {
      const { plan, rowsRead } = await explained(database.client, query, kind);
      expect(plan).not.toContain('Seq Scan');
      expect(rowsRead).toBeLessThan(MOST_ROWS);
    }
  });

  it('finds the receipts that it is about', async () => {
    const found = async (filters: ReceiptFilters): Promise<number> => {
      const { text, values } = receiptListQuery(OPERATOR, filters, { cursor: null, limit: LIMIT });
      return (await database.client.query(text, [...values])).rows.length;
    };
    expect(await found({ mpesa_reference: 'RCT0000042' })).toBe(1);
    expect(await found({ phone: '+254700000042' })).toBe(RECEIPTS / 2_000);
    expect(await found({ state: 'unmatched' })).toBe(LIMIT + 1);
  });
});
