import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const FIRST = 1;
const SECOND = 2;
const PAYMENT = '01900000-0000-7000-8000-000000000001';
const FOREIGN_KEY_VIOLATION = '23503';
const UNIQUE_VIOLATION = '23505';
const CHECK_VIOLATION = '23514';

/** Two operators; each has one router, package and credential with the operator's own id. */
const FILL = `
  INSERT INTO users (id, username, email, password_hash)
  SELECT id, 'operator-' || id, id || '@example.com', '-' FROM generate_series(1, 2) id;
  INSERT INTO routers (id, user_id, name, host, username, password_sealed)
  SELECT id, id, 'Cafe', '10.0.0.1', 'api', '-' FROM users;
  INSERT INTO packages (id, user_id, router_id, name, package_type, duration_hours, price_minor,
                        download_speed_mbps, upload_speed_mbps)
  SELECT id, id, id, 'One day', 'hourly', 24, 5000, 10, 5 FROM users`;

/** Adds a payment of the first operator, with these values in place of its own. */
function aPayment(values: Readonly<Record<string, string | number>> = {}): string {
  const row = {
    id: `'${PAYMENT}'`,
    user_id: FIRST,
    router_id: FIRST,
    package_id: FIRST,
    phone_number: `'0712345678'`,
    phone_e164: `'+254712345678'`,
    amount_minor: 5000,
    currency: `'KES'`,
    payment_method: `'mpesa'`,
    payment_provider: `'intasend'`,
    package_name: `'One day'`,
    duration_hours: 24,
    download_speed_mbps: 10,
    upload_speed_mbps: 5,
    ...values,
  };
  return `INSERT INTO payments (${Object.keys(row).join(', ')})
          VALUES (${Object.values(row).join(', ')})`;
}

/** Adds an attempt with this number and invoice. */
const anAttempt = (number: number, invoice: string): string =>
  `INSERT INTO payment_attempts
     (payment_id, number, user_id, reference, channel, provider, environment, invoice_id)
   VALUES ('${PAYMENT}', ${number}, ${FIRST}, '${number}', 'prompt', 'intasend', 'sandbox',
           '${invoice}')`;

describe('the constraints of the database', () => {
  let database: ConnectedDatabase;

  beforeAll(async () => {
    database = await connectToTestDatabase();
    await database.client.query(FILL);
  });
  beforeEach(() => database.client.query('BEGIN'));
  afterEach(() => database.client.query('ROLLBACK'));
  afterAll(() => database.close());

  it('accept a payment whose rows are all of one operator', async () => {
    await expect(database.client.query(aPayment())).resolves.toBeDefined();
  });

  it.each([
    [
      'a package on the router of another operator',
      `UPDATE packages SET router_id = ${SECOND}, name = 'Other' WHERE id = ${FIRST}`,
      'packages_user_id_router_id_fkey',
    ],
    [
      'a payment for the router of another operator',
      aPayment({ router_id: SECOND }),
      'payments_user_id_router_id_fkey',
    ],
    [
      'a payment for the package of another operator',
      aPayment({ package_id: SECOND }),
      'payments_user_id_package_id_fkey',
    ],
  ])('refuse %s', async (_what, statement, constraint) => {
    await expect(database.client.query(statement)).rejects.toMatchObject({
      code: FOREIGN_KEY_VIOLATION,
      constraint,
    });
  });

  it.each([
    ['a completed payment without a time of completion', { status: `'completed'` }],
    ['a time of completion for a payment that is not completed', { completed_at: 'now()' }],
    ['a completed payment without an end', { status: `'completed'`, completed_at: 'now()' }],
    ['an end for a payment that is not completed', { package_expiry_time: 'now()' }],
  ])('refuse %s', async (_what, values) => {
    await expect(database.client.query(aPayment(values))).rejects.toMatchObject({
      code: CHECK_VIOLATION,
      constraint: 'payments_completed_check',
    });
  });

  it('refuse one invoice for two attempts of one operator', async () => {
    await database.client.query(aPayment());
    await database.client.query(anAttempt(1, 'INVOICE'));
    await expect(database.client.query(anAttempt(2, 'INVOICE'))).rejects.toMatchObject({
      code: UNIQUE_VIOLATION,
      constraint: 'payment_attempts_operator_invoice_key',
    });
  });
});
