import { Injectable } from '@nestjs/common';
import {
  ENTITLEMENT_BRIEF_COLUMNS,
  type EntitlementBriefRow,
} from '../access/read/entitlement-brief.js';
import { Database } from '../database/database.js';
import { type Statement, statement } from '../database/statement.js';
import {
  PAYMENT_BRIEF_COLUMNS,
  type PaymentBriefRow,
  ROUTER_OF_PAYMENT,
} from '../payments/read/index.js';
import { RECEIPT_COLUMNS, type ReceiptRecord } from '../receipts/receipt-list.js';

interface Asked {
  readonly userId: number;
  readonly ids: readonly string[];
}

/** A router by its name. */
export interface NamedRouter {
  readonly id: number;
  readonly name: string;
}

const PAYMENTS = statement<PaymentBriefRow, Asked>(
  'payments_of_events',
  `
  SELECT ${PAYMENT_BRIEF_COLUMNS}
    FROM payments p JOIN routers r ON ${ROUTER_OF_PAYMENT}
   WHERE p.user_id = :userId AND p.id = ANY (:ids::uuid[])`,
);
const ENTITLEMENTS = statement<EntitlementBriefRow, Asked>(
  'entitlements_of_events',
  `
  SELECT ${ENTITLEMENT_BRIEF_COLUMNS}
    FROM entitlements e JOIN routers r ON r.user_id = e.user_id AND r.id = e.router_id
   WHERE e.user_id = :userId AND e.id = ANY (:ids::uuid[])`,
);
const RECEIPTS = statement<ReceiptRecord, Asked>(
  'receipts_of_events',
  `
  SELECT ${RECEIPT_COLUMNS}
    FROM receipts r
   WHERE r.user_id = :userId AND r.id = ANY (:ids::bigint[])`,
);
const ROUTERS = statement<NamedRouter, Asked>(
  'routers_of_events',
  `SELECT id, name FROM routers WHERE user_id = :userId AND id = ANY (:ids::integer[])`,
);

/** The rows that events are about, by id. */
export interface EventSubjects {
  readonly payments: ReadonlyMap<string, PaymentBriefRow>;
  readonly entitlements: ReadonlyMap<string, EntitlementBriefRow>;
  readonly receipts: ReadonlyMap<string, ReceiptRecord>;
  readonly routers: ReadonlyMap<string, NamedRouter>;
}

/** Ids of what events are about. */
export type SubjectIds = { readonly [Kind in keyof EventSubjects]: readonly string[] };

/** Reads what events are about, as it is now. An event stores no copy of it. */
@Injectable()
export class EventSubjectsRepository {
  constructor(private readonly database: Database) {}

  /** An operator's rows with these ids. */
  async find(userId: number, ids: SubjectIds): Promise<EventSubjects> {
    const [payments, entitlements, receipts, routers] = await Promise.all([
      this.byId(PAYMENTS, userId, ids.payments),
      this.byId(ENTITLEMENTS, userId, ids.entitlements),
      this.byId(RECEIPTS, userId, ids.receipts),
      this.byId(ROUTERS, userId, ids.routers),
    ]);
    return { payments, entitlements, receipts, routers };
  }

  private async byId<Row extends { readonly id: string | number }>(
    query: Statement<Row, Asked>,
    userId: number,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Row>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query(query({ userId, ids: [...new Set(ids)] }));
    return new Map(rows.map((row) => [String(row.id), row]));
  }
}
