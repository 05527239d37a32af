import { type Sql } from '../database/database.js';
import { statement } from '../database/statement.js';
import { addReconciliationJob } from '../payments/reconcile/index.js';
import { type TargetApiKey, type TargetPayment, type TargetUser } from './target-rows.js';

/** The tables that an import fills, besides attempts and history. */
export type TargetTable =
  'users' | 'api_keys' | 'routers' | 'packages' | 'credentials' | 'payments';

/** Tables with integer ids, which portals and people have noted. */
export const NUMBERED_TABLES = ['users', 'routers', 'packages', 'credentials'] as const;
export type NumberedTable = (typeof NUMBERED_TABLES)[number];

/** The owner and the creation time, which show whether a row with the same id is the same row. */
export interface Known {
  readonly id: string;
  readonly owner: string;
  readonly createdAt: Date;
}

/** The result of inserting payments. */
export interface AddedPayments {
  readonly added: number;
  readonly followed: number;
}

const OWNER: Readonly<Record<NumberedTable | 'payments', string>> = {
  users: 'username',
  routers: 'user_id::text',
  packages: `user_id || '/' || router_id`,
  credentials: 'user_id::text',
  payments: 'user_id::text',
};

const PAYMENT_COLUMNS = `
  id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor, currency,
  payment_method, payment_provider, status, mac_address, ip_address, package_name, duration_hours,
  download_speed_mbps, upload_speed_mbps, error_message, retry_count, paid_invoice_id,
  completed_at, package_expiry_time, created_at, updated_at`;

// As with every payment, its attempt, history and reconciliation job are inserted with it.
const ADD_PAYMENTS = statement<AddedPayments, { payments: string; firstDelayMs: number }>(
  'add_imported_payments',
  `
  WITH given AS MATERIALIZED (
    SELECT p.*, g.*
      FROM jsonb_array_elements(:payments::jsonb) AS row,
           jsonb_to_record(row) AS g(reference text, environment text, delivery text,
             provider_payment_id text, invoice_id text, provider_state text, evidence jsonb,
             is_followed boolean),
           jsonb_populate_record(NULL::payments, row) AS p
  ), payment AS (
    INSERT INTO payments (${PAYMENT_COLUMNS})
    SELECT ${PAYMENT_COLUMNS} FROM given
    ON CONFLICT (id) DO NOTHING
    RETURNING id
  ), attempt AS (
    INSERT INTO payment_attempts
      (payment_id, number, user_id, reference, channel, provider, environment, delivery,
       provider_payment_id, invoice_id, provider_state, created_at, updated_at)
    SELECT id, retry_count + 1, user_id, reference, 'prompt', payment_provider, environment,
           delivery, provider_payment_id, invoice_id, provider_state, created_at, updated_at
      FROM given JOIN payment USING (id)
    RETURNING *
  ), line AS (
    INSERT INTO payment_history
      (payment_id, user_id, attempt, event, to_status, source, evidence)
    SELECT id, user_id, retry_count + 1, 'imported', status, 'import', evidence
      FROM given JOIN payment USING (id)
  ), followed AS (
    SELECT follow_up.id
      FROM (SELECT attempt.* FROM attempt JOIN given ON given.id = attempt.payment_id
             WHERE given.is_followed) AS a
      ${addReconciliationJob()}
  )
  SELECT (SELECT count(*)::integer FROM payment) AS added,
         (SELECT count(id)::integer FROM followed) AS followed`,
);

/**
 * The SQL of an import. Table and column names are constants; rows are sent as JSON. TypeORM's inserts
 * ignore every conflict or none, and here only a row whose id is known may be left out.
 */
export class TargetRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * Locks the tables against new rows until the transaction ends, so that no id is taken between
   * the check and the insert. Other reads and writes continue.
   */
  async holdStill(): Promise<void> {
    // The source is read meanwhile, and a large one takes long.
    await this.sql.query(`SET LOCAL statement_timeout = 0`);
    await this.sql.query(`SET LOCAL idle_in_transaction_session_timeout = 0`);
    await this.sql.query(
      `LOCK TABLE users, api_keys, routers, packages, credentials IN SHARE ROW EXCLUSIVE MODE`,
    );
  }

  async counts(): Promise<Record<TargetTable, number>> {
    const [row] = await this.sql.query<Record<TargetTable, number>>(
      `SELECT (SELECT count(*)::integer FROM users) AS users,
              (SELECT count(*)::integer FROM api_keys) AS api_keys,
              (SELECT count(*)::integer FROM routers) AS routers,
              (SELECT count(*)::integer FROM packages) AS packages,
              (SELECT count(*)::integer FROM credentials) AS credentials,
              (SELECT count(*)::integer FROM payments) AS payments`,
    );
    if (!row) throw new Error('A count is always one row');
    return row;
  }

  /** Finds the ids that are used here, with the owner and creation time of their rows. */
  known(table: NumberedTable | 'payments', ids: readonly (number | string)[]): Promise<Known[]> {
    return this.sql.query<Known>(
      `SELECT id::text, ${OWNER[table]} AS owner, created_at AS "createdAt"
         FROM ${table} WHERE id = ANY($1::${table === 'payments' ? 'uuid' : 'integer'}[])`,
      [ids],
    );
  }

  /** Finds the user names that other operators here have, ignoring case. */
  async namesOfOthers(users: readonly TargetUser[]): Promise<string[]> {
    const rows = await this.sql.query<{ username: string }>(
      `SELECT given.username
         FROM jsonb_to_recordset($1::jsonb) AS given(id integer, username text)
         JOIN users u ON lower(u.username) = lower(given.username) AND u.id <> given.id`,
      [JSON.stringify(users.map(({ id, username }) => ({ id, username })))],
    );
    return rows.map(({ username }) => username);
  }

  /** Finds the operators whose stored password hash is not in our own format. */
  async withoutOwnHash(userIds: readonly number[]): Promise<number[]> {
    const rows = await this.sql.query<{ id: number }>(
      `SELECT id FROM users WHERE id = ANY($1::integer[]) AND password_hash !~ '^[$]argon2id[$]'`,
      [userIds],
    );
    return rows.map(({ id }) => id);
  }

  /** Finds the operators whose public key another operator here has or had. */
  async keysOfOthers(keys: readonly TargetApiKey[]): Promise<number[]> {
    const rows = await this.sql.query<{ userId: number }>(
      `SELECT given.user_id AS "userId"
         FROM jsonb_to_recordset($1::jsonb) AS given(user_id integer, public_key text)
         JOIN api_keys k USING (public_key) WHERE k.user_id <> given.user_id`,
      [JSON.stringify(keys)],
    );
    return rows.map(({ userId }) => userId);
  }

  /** Inserts the rows whose ids are new, and returns how many. */
  async add(table: NumberedTable, rows: readonly object[]): Promise<number> {
    const columns = Object.keys(rows[0] ?? {}).join(', ');
    if (columns === '') return 0;
    const added = await this.sql.query(
      `INSERT INTO ${table} (${columns})
       SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [JSON.stringify(rows)],
    );
    return added.length;
  }

  /** Inserts API keys, except for operators who have newer ones. */
  async addApiKeys(keys: readonly TargetApiKey[]): Promise<number> {
    const added = await this.sql.query(
      `INSERT INTO api_keys (user_id, public_key, private_key_hash, created_at)
       SELECT user_id, public_key, private_key_hash, created_at
         FROM jsonb_populate_recordset(NULL::api_keys, $1::jsonb)
       ON CONFLICT DO NOTHING RETURNING id`,
      [JSON.stringify(keys)],
    );
    return added.length;
  }

  /** Inserts the payments that are new, with reconciliation jobs for the open ones. */
  async addPayments(
    payments: readonly TargetPayment[],
    firstDelayMs: number,
  ): Promise<AddedPayments> {
    const parameters = { payments: JSON.stringify(payments), firstDelayMs };
    const [row] = await this.sql.query(ADD_PAYMENTS(parameters));
    if (!row) throw new Error('A count is always one row');
    return row;
  }

  /** Moves the sequence of each table past its highest id, and never back. */
  async moveSequencesOn(): Promise<void> {
    for (const table of NUMBERED_TABLES) {
      await this.sql.query(
        `SELECT setval(s.name, highest.id)
           FROM (SELECT pg_get_serial_sequence('${table}', 'id')::regclass AS name) AS s,
                (SELECT max(id) AS id FROM ${table}) AS highest
          WHERE highest.id >= coalesce(pg_sequence_last_value(s.name), 0)`,
      );
    }
  }
}
