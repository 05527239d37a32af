import { Injectable } from '@nestjs/common';
import { type PageAsked } from '../../common/http/paging.js';
import { type Page, pageFrom } from '../../common/pagination/page.js';
import { type BatchedQuery, batchedQuery } from '../../database/batched-query.js';
import { Database } from '../../database/database.js';
import { positionOf } from '../../database/keyset.js';
import { prepared } from '../../database/prepared.js';
import { ReadDatabase } from '../../database/read-database.js';
import {
  type AttemptChannel,
  type AttemptDelivery,
  type EventSource,
  type HistoryEvent,
  type PaymentStatus,
} from '../domain/index.js';
import { listStatement, type PaymentFilters } from './payment-filters.js';
import {
  NEWEST_ATTEMPT,
  PAYMENT_COLUMNS,
  paymentRecord,
  type PaymentRecord,
  type PaymentRow,
} from '../payment-record.js';

/** One try to collect, as operators see it. */
export interface AttemptRecord {
  readonly number: number;
  readonly channel: AttemptChannel;
  readonly delivery: AttemptDelivery;
  readonly reference: string;
  readonly environment: string;
  readonly providerPaymentId: string | null;
  readonly invoiceId: string | null;
  readonly providerState: string;
  readonly receipt: string | null;
  readonly failedReason: string | null;
  readonly failedCode: string | null;
  readonly createdAt: Date;
}

/** One line of a payment's history. */
export interface HistoryRecord {
  readonly event: HistoryEvent;
  readonly attempt: number | null;
  readonly fromStatus: PaymentStatus | null;
  readonly toStatus: PaymentStatus;
  readonly source: EventSource;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
}

/** A payment with all that happened to it. */
export interface PaymentDetails {
  readonly record: PaymentRecord;
  readonly attempts: readonly AttemptRecord[];
  readonly history: readonly HistoryRecord[];
}

const OWNED = prepared(
  'owned_payment',
  `
  SELECT asked.place, ${PAYMENT_COLUMNS}
    FROM json_to_recordset($1) AS asked (place integer, user_id integer, id uuid)
    JOIN payments p ON p.user_id = asked.user_id AND p.id = asked.id
    JOIN payment_attempts a ON ${NEWEST_ATTEMPT}`,
);

// One statement sees one moment: read side by side, a payment could be shown as completed without
// the line of history that says so.
const DETAILS = prepared(
  'payment_details',
  `
  SELECT ${PAYMENT_COLUMNS},
         (SELECT json_agg(attempt ORDER BY attempt.number)
            FROM (SELECT number, channel, delivery, reference, environment,
                         provider_payment_id AS "providerPaymentId", invoice_id AS "invoiceId",
                         provider_state AS "providerState", mpesa_reference AS "receipt",
                         failed_reason AS "failedReason", failed_code AS "failedCode",
                         created_at AS "createdAt"
                    FROM payment_attempts t
                   WHERE t.user_id = p.user_id AND t.payment_id = p.id) attempt) AS attempts,
         (SELECT json_agg(line ORDER BY line.id)
            FROM (SELECT id, event, attempt, from_status AS "fromStatus", to_status AS "toStatus",
                         source, evidence, created_at AS "createdAt"
                    FROM payment_history h
                   WHERE h.user_id = p.user_id AND h.payment_id = p.id) line) AS history
    FROM payments p
    JOIN payment_attempts a ON ${NEWEST_ATTEMPT}
   WHERE p.user_id = $1 AND p.id = $2`,
);

/** What JSON makes of a row: a time is text there. */
type InJson<Row extends { createdAt: Date }> = Omit<Row, 'createdAt'> & {
  readonly createdAt: string;
};

type DetailsRow = PaymentRow & {
  readonly attempts: readonly InJson<AttemptRecord>[];
  readonly history: readonly InJson<HistoryRecord>[];
};

const fromJson = <Row extends { createdAt: string }>(row: Row) => ({
  ...row,
  createdAt: new Date(row.createdAt),
});

/** Reads payments; the owner is in each query. */
@Injectable()
export class PaymentsRepository {
  private readonly owned: BatchedQuery<PaymentRow>;

  constructor(
    private readonly database: Database,
    private readonly lists: ReadDatabase,
  ) {
    this.owned = batchedQuery(database, OWNED);
  }

  async findOwned(userId: number, id: string): Promise<PaymentRecord | null> {
    const [row] = await this.owned({ user_id: userId, id });
    return row ? paymentRecord(row) : null;
  }

  /** An operator's payments that fit, newest first. */
  async listOwned(
    userId: number,
    filters: PaymentFilters,
    asked: PageAsked,
  ): Promise<Page<PaymentRecord>> {
    const { text, values } = listStatement(userId, filters, asked);
    const rows = await this.lists.query<PaymentRow>(text, values);
    return pageFrom(rows.map(paymentRecord), asked, positionOf, asked.linkTo);
  }

  /** One of an operator's payments with all that happened to it, as of one moment. */
  async findDetails(userId: number, id: string): Promise<PaymentDetails | null> {
    const [row] = await this.database.query<DetailsRow>(DETAILS, [userId, id]);
    if (!row) return null;
    const { attempts, history, ...payment } = row;
    return {
      record: paymentRecord(payment),
      attempts: attempts.map(fromJson),
      history: history.map(fromJson),
    };
  }
}
