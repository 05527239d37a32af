import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import {
  PAYMENT_BRIEF_COLUMNS,
  type PaymentBriefRow,
  ROUTER_OF_PAYMENT,
} from '../payments/read/index.js';

const PAYMENTS = statement<PaymentBriefRow, { userId: number; ids: readonly string[] }>(
  'payments_of_events',
  `
  SELECT ${PAYMENT_BRIEF_COLUMNS}
    FROM payments p JOIN routers r ON ${ROUTER_OF_PAYMENT}
   WHERE p.user_id = :userId AND p.id = ANY (:ids::uuid[])`,
);

/** Reads what events are about, as it is now. An event stores no copy of it. */
@Injectable()
export class EventSubjectsRepository {
  constructor(private readonly database: Database) {}

  /** An operator's payments, by id. */
  async payments(
    userId: number,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, PaymentBriefRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query(PAYMENTS({ userId, ids }));
    return new Map(rows.map((row) => [row.id, row]));
  }
}
