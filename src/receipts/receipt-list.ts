import { Inject, Injectable } from '@nestjs/common';
import { type PageAsked } from '../common/http/paging.js';
import { type Page, type PageRequest } from '../common/pagination/page.js';
import {
  FromFilter,
  PhoneFilter,
  ReceiptFilter,
  ToFilter,
  WordFilter,
  ZoneFilter,
} from '../common/validation/filters.js';
import { propertiesBut, selectList } from '../database/columns.js';
import { type Sql } from '../database/database.js';
import { keyset, pageOf } from '../database/keyset.js';
import { ReadDatabase } from '../database/read-database.js';
import { type Query, queryOf } from '../database/statement.js';
import { RECEIPT_STATES, ReceiptEntity, type ReceiptState } from '../payments/receipt.entity.js';
import { PROVIDER_CODES } from '../providers/provider-code.js';

const SHOWN = propertiesBut(ReceiptEntity, ['userId', 'credentialVersion']);

/** A receipt as its operator sees it. */
export type ReceiptRecord = Readonly<Pick<ReceiptEntity, (typeof SHOWN)[number]>>;

/** The columns of a {@link ReceiptRecord}, of a receipt `r`. */
export const RECEIPT_COLUMNS = selectList(ReceiptEntity, 'r', SHOWN);

/** The filters of a list of receipts. Absent ones exclude nothing. */
export interface ReceiptFilters {
  readonly state?: ReceiptState;
  /** In the form `+254712345678`. */
  readonly phone?: string;
  /** In capitals. */
  readonly mpesa_reference?: string;
  /** The earliest time at which it became known, included. */
  readonly from?: Date;
  /** The latest such time, excluded. */
  readonly to?: Date;
}

/** `GET /payments/receipts/`: receipts must match all filters. */
export class ReceiptFiltersQuery implements ReceiptFilters {
  @WordFilter(RECEIPT_STATES)
  state?: ReceiptState;

  @PhoneFilter()
  phone?: string;

  @ReceiptFilter()
  mpesa_reference?: string;

  @FromFilter('Known')
  from?: Date;

  @ToFilter('Known')
  to?: Date;

  @ZoneFilter()
  tz?: string;
}

const CONDITIONS: Readonly<Record<keyof ReceiptFilters, string>> = {
  state: 'r.state = :state',
  phone: 'r.phone_e164 = :phone',
  // The index has the provider first.
  mpesa_reference: 'r.provider = ANY (:providers::text[]) AND r.receipt = :mpesa_reference',
  from: 'r.created_at >= :from',
  to: 'r.created_at < :to',
};
const CONDITIONAL = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];

/**
 * Returns the statement for one page of an operator's receipts, newest first, with one row more than
 * the page holds. It is built from constant parts, as the list of payments is (docs/adr/0014).
 */
export function receiptListQuery(
  userId: number,
  filters: ReceiptFilters,
  asked: PageRequest,
): Query<ReceiptRecord> {
  const { condition, orderBy, parameters } = keyset(asked, 'r.created_at', 'r.id');
  const conditions = CONDITIONAL.filter((name) => filters[name] !== undefined).map(
    (name) => CONDITIONS[name],
  );
  return queryOf(
    `
    SELECT ${RECEIPT_COLUMNS}
      FROM receipts r
     WHERE ${['r.user_id = :userId', ...conditions, condition].join(' AND ')}
     ORDER BY ${orderBy}
     LIMIT :most`,
    { ...filters, ...parameters, userId, providers: PROVIDER_CODES },
  );
}

/** Lists receipts, newest first. */
@Injectable()
export class ReceiptList {
  constructor(@Inject(ReadDatabase) private readonly lists: Sql) {}

  async listOwned(
    userId: number,
    filters: ReceiptFilters,
    asked: PageAsked,
  ): Promise<Page<ReceiptRecord>> {
    const rows = await this.lists.query(receiptListQuery(userId, filters, asked));
    return pageOf(rows, asked, ({ createdAt }) => createdAt);
  }
}
