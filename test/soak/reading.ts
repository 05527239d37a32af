import { Pool } from 'pg';
import { AccessReading } from './access-reading.js';
import { Money } from '../../src/common/money/money.js';
import {
  type AttemptRow,
  type HistoryRow,
  type JobRow,
  type PaymentRow,
  type ReceiptRow,
  type SeenExpiry,
} from './books.js';

/** How much work is left. */
export interface Unrest {
  readonly open: number;
  readonly due: number;
  readonly locked: number;
}

/** Reads the server's database without changing it. */
export class Reading {
  /** What the database says of access. */
  readonly access: AccessReading;
  private readonly pool: Pool;

  constructor(databaseUrl: string) {
    this.pool = new Pool({ connectionString: databaseUrl, max: 2 });
    // Connections end when PostgreSQL is restarted.
    this.pool.on('error', () => undefined);
    this.access = new AccessReading(this.pool);
  }

  async payments(): Promise<PaymentRow[]> {
    const rows = await this.rows<Omit<PaymentRow, 'amount'> & { amountMinor: string }>(
      `SELECT id, status, amount_minor AS "amountMinor", currency,
              review_reason AS "reviewReason", paid_invoice_id AS "paidInvoiceId",
              duration_hours AS "durationHours", completed_at AS "completedAt",
              package_expiry_time AS expiry
         FROM payments ORDER BY created_at, id`,
    );
    return rows.map(({ amountMinor, ...row }) => ({
      ...row,
      amount: Money.fromMinor(Number(amountMinor), row.currency).toString(),
    }));
  }

  attempts(): Promise<AttemptRow[]> {
    return this.rows<AttemptRow>(
      `SELECT payment_id AS "paymentId", number, reference, provider, invoice_id AS "invoiceId"
         FROM payment_attempts`,
    );
  }

  async receipts(): Promise<ReceiptRow[]> {
    type Stored = Omit<ReceiptRow, 'amount'> & {
      readonly amountMinor: string | null;
      readonly currency: string | null;
    };
    const rows = await this.rows<Stored>(
      `SELECT receipt, state, amount_minor AS "amountMinor", currency, payment_id AS "paymentId"
         FROM receipts ORDER BY id`,
    );
    return rows.map(({ amountMinor, currency, ...row }) => ({
      ...row,
      amount:
        amountMinor === null
          ? null
          : Money.fromMinor(Number(amountMinor), currency ?? 'KES').toString(),
    }));
  }

  history(): Promise<HistoryRow[]> {
    return this.rows<HistoryRow>(
      `SELECT payment_id AS "paymentId", event, source, to_status AS "toStatus",
              evidence ->> 'invoice_id' AS "invoiceId"
         FROM payment_history ORDER BY id`,
    );
  }

  jobs(): Promise<JobRow[]> {
    return this.rows<JobRow>(
      `SELECT task_identifier AS task, key, attempts, last_error AS "lastError",
              run_at <= now() AND attempts < max_attempts AND locked_at IS NULL AS "isDue",
              locked_at IS NOT NULL AS "isLocked", attempts >= max_attempts AS "isGivenUp"
         FROM graphile_worker.jobs ORDER BY id`,
    );
  }

  /** The access times of all completed payments, as customers and operators would see them. */
  async completed(): Promise<SeenExpiry[]> {
    const rows = await this.rows<{ id: string; completedAt: Date; expiry: Date }>(
      `SELECT id, completed_at AS "completedAt", package_expiry_time AS expiry
         FROM payments WHERE completed_at IS NOT NULL`,
    );
    return rows.map(({ id, completedAt, expiry }) => ({
      paymentId: id,
      completedAt: completedAt.toISOString(),
      expiry: expiry.toISOString(),
    }));
  }

  async unrest(): Promise<Unrest> {
    const [row] = await this.rows<Unrest>(
      `SELECT (SELECT count(*)::integer FROM payments
                WHERE status IN ('pending', 'processing')) AS open,
              (SELECT count(*)::integer FROM graphile_worker.jobs
                WHERE run_at <= now() AND attempts < max_attempts AND locked_at IS NULL) AS due,
              (SELECT count(*)::integer FROM graphile_worker.jobs
                WHERE locked_at IS NOT NULL) AS locked`,
    );
    if (!row) throw new Error('A count is always one row');
    return row;
  }

  /** The number of webhooks by outcome. */
  webhooks(): Promise<{ readonly outcome: string; readonly count: number }[]> {
    return this.rows<{ outcome: string; count: number }>(
      `SELECT outcome, count(*)::integer AS count FROM webhook_events
        GROUP BY outcome ORDER BY outcome`,
    );
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async rows<Row extends object>(sql: string): Promise<Row[]> {
    return (await this.pool.query<Row>(sql)).rows;
  }
}
