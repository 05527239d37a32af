import { Injectable } from '@nestjs/common';
import { type PageAsked } from '../../common/http/paging.js';
import { type Page } from '../../common/pagination/page.js';
import {
  type BatchedQuery,
  batchedQuery,
  type Keys,
  type Placed,
} from '../../database/batched-query.js';
import { propertiesBut, selectList } from '../../database/columns.js';
import { Database, type Sql } from '../../database/database.js';
import { pageOf } from '../../database/keyset.js';
import { ReadDatabase } from '../../database/read-database.js';
import { prepared, statement } from '../../database/statement.js';
import { PaymentAttemptEntity } from '../payment-attempt.entity.js';
import { PaymentHistoryEntity } from '../payment-history.entity.js';
import {
  ACCESS_BY_CALL,
  ACCESS_INLINED,
  type AccessFactsSql,
  NEWEST_ATTEMPT,
  PAYMENT_COLUMNS,
  paymentRecord,
  type PaymentRecord,
  type PaymentRow,
  shownRecord,
  type ShownRecord,
  type WithAccessFacts,
} from '../payment-record.js';
import { paymentListQuery, type PaymentFilters } from './payment-filters.js';

const OF_ATTEMPT = propertiesBut(PaymentAttemptEntity, [
  'paymentId',
  'userId',
  'provider',
  'credentialId',
  'credentialVersion',
  'paymentUrl',
  'linkSignatureSealed',
  'reportedAt',
  'updatedAt',
]);

const OF_HISTORY = propertiesBut(PaymentHistoryEntity, ['paymentId', 'userId']);

/** An attempt, as operators see it. */
export type AttemptRecord = Readonly<Pick<PaymentAttemptEntity, (typeof OF_ATTEMPT)[number]>>;

/** An entry of a payment's history. */
export type HistoryRecord = Readonly<Pick<PaymentHistoryEntity, (typeof OF_HISTORY)[number]>>;

/** A payment with its attempts and history. */
export interface PaymentDetails {
  readonly record: PaymentRecord;
  readonly attempts: readonly AttemptRecord[];
  readonly history: readonly HistoryRecord[];
}

type OwnedRow = Placed<PaymentRow & WithAccessFacts>;

const owned = (access: AccessFactsSql): string => `
  SELECT asked.place, ${PAYMENT_COLUMNS}, ${access.column}
    FROM json_to_recordset(:keys) AS asked (place integer, user_id integer, id uuid)
    JOIN payments p ON p.user_id = asked.user_id AND p.id = asked.id
    JOIN payment_attempts a ON ${NEWEST_ATTEMPT}
    ${access.join}`;
const OWNED = prepared<OwnedRow, Keys>(
  'owned_payment',
  owned(ACCESS_INLINED),
  statement<OwnedRow, Keys>('owned_payment_unprepared', owned(ACCESS_BY_CALL)),
);

// A single statement reads one snapshot. With two statements, a payment could be shown as completed
// without the history entry about it.
const DETAILS = prepared<DetailsRow, { userId: number; id: string }>(
  'payment_details',
  `
  SELECT ${PAYMENT_COLUMNS}, ${ACCESS_BY_CALL.column},
         (SELECT json_agg(attempt ORDER BY attempt.number)
            FROM (SELECT ${selectList(PaymentAttemptEntity, 't', OF_ATTEMPT)}
                    FROM payment_attempts t
                   WHERE t.user_id = p.user_id AND t.payment_id = p.id) attempt) AS attempts,
         (SELECT json_agg(line ORDER BY line.id)
            FROM (SELECT ${selectList(PaymentHistoryEntity, 'h', OF_HISTORY)}
                    FROM payment_history h
                   WHERE h.user_id = p.user_id AND h.payment_id = p.id) line) AS history
    FROM payments p
    JOIN payment_attempts a ON ${NEWEST_ATTEMPT}
   WHERE p.user_id = :userId AND p.id = :id`,
);

/** A row after JSON: a time is text. */
type InJson<Row extends { createdAt: Date }> = Omit<Row, 'createdAt'> & {
  readonly createdAt: string;
};

type DetailsRow = PaymentRow &
  WithAccessFacts & {
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
  private readonly owned: BatchedQuery<PaymentRow & WithAccessFacts>;

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

  /** @param sql a transaction, to read what it has written */
  async findWithin(sql: Sql, userId: number, id: string): Promise<PaymentRecord | null> {
    const keys = JSON.stringify([{ place: 0, user_id: userId, id }]);
    const [row] = await sql.query(OWNED({ keys }));
    return row ? paymentRecord(row) : null;
  }

  /** Lists an operator's payments that match the filters, newest first. */
  async listOwned(
    userId: number,
    filters: PaymentFilters,
    asked: PageAsked,
  ): Promise<Page<ShownRecord>> {
    const rows = await this.lists.query(paymentListQuery(userId, filters, asked));
    return pageOf(rows.map(shownRecord), asked, ({ createdAt }) => createdAt);
  }

  /** Finds one of an operator's payments with its attempts and history, in one snapshot. */
  async findDetails(userId: number, id: string): Promise<PaymentDetails | null> {
    const [row] = await this.database.query(DETAILS({ userId, id }));
    if (!row) return null;
    const { attempts, history, ...payment } = row;
    return {
      record: paymentRecord(payment),
      attempts: attempts.map(fromJson),
      history: history.map(fromJson),
    };
  }
}
