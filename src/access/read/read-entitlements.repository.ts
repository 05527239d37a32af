import { Injectable } from '@nestjs/common';
import { type PageAsked } from '../../common/http/paging.js';
import { type Page } from '../../common/pagination/page.js';
import { propertiesBut, selectList } from '../../database/columns.js';
import { Database, type Sql } from '../../database/database.js';
import { pageOf } from '../../database/keyset.js';
import { ReadDatabase } from '../../database/read-database.js';
import { statement } from '../../database/statement.js';
import { type Finding } from '../domain/diagnosis-facts.js';
import { EntitlementHistoryEntity } from '../entitlement-history.entity.js';
import { EntitlementEntity } from '../entitlement.entity.js';
import { type SessionWithRequest } from '../sessions/sessions.repository.js';
import { entitlementListQuery, type EntitlementFilters } from './entitlement-filters.js';
import {
  ENTITLEMENT_COLUMNS,
  entitlementRecord,
  type EntitlementRecord,
  type EntitlementRow,
  ITS_ROUTER,
} from './entitlement-record.js';

const OF_HISTORY = propertiesBut(EntitlementHistoryEntity, [
  'entitlementId',
  'userId',
  'isPublished',
]);
const OF_LINK = [
  'id',
  'source',
  'paymentId',
  'startsAt',
  'endsAt',
  'revokedAt',
] as const satisfies readonly (keyof EntitlementEntity)[];

/** The most lines of history, and the most links of a chain, that details show. */
const MAX_LINES = 200;
const MAX_LINKS = 100;

/** A line of an entitlement's history. */
export type EntitlementHistoryRecord = Readonly<
  Pick<EntitlementHistoryEntity, (typeof OF_HISTORY)[number]>
>;
/** An entitlement of a chain. */
export type LinkRecord = Readonly<Pick<EntitlementEntity, (typeof OF_LINK)[number]>>;

/** What the database knows of an entitlement, read in one snapshot. */
export interface StoredDetails {
  readonly record: EntitlementRecord;
  readonly links: readonly LinkRecord[];
  readonly history: readonly EntitlementHistoryRecord[];
  /** What all sessions of the chain have used, in octets. */
  readonly octetsUsed: number;
}

/** An entitlement with its chain, its history, its newest sessions and its diagnosis. */
export interface EntitlementDetails extends StoredDetails {
  readonly sessions: readonly SessionWithRequest[];
  readonly findings: readonly Finding[];
}

/** A row after JSON: a time is text. */
type InJson<Row> = {
  readonly [Name in keyof Row]: Row[Name] extends Date
    ? string
    : Row[Name] extends Date | null
      ? string | null
      : Row[Name];
};

type DetailsRow = EntitlementRow & {
  readonly links: readonly InJson<LinkRecord>[];
  readonly history: readonly InJson<EntitlementHistoryRecord>[] | null;
  readonly octetsUsed: number;
};

const FIND = statement<EntitlementRow, { userId: number; id: string }>(
  'owned_entitlement',
  `
  SELECT ${ENTITLEMENT_COLUMNS}
    FROM entitlements e JOIN routers r ON ${ITS_ROUTER}
   WHERE e.user_id = :userId AND e.id = :id`,
);

// Events about devices are recorded for the first entitlement of a chain. Sums beyond 2^53 are cut:
// a router may report anything.
const DETAILS = statement<DetailsRow, { userId: number; id: string }>(
  'entitlement_details',
  `
  SELECT ${ENTITLEMENT_COLUMNS},
         (SELECT json_agg(link ORDER BY link."startsAt", link.id)
            FROM (SELECT ${selectList(EntitlementEntity, 'l', OF_LINK)}
                    FROM entitlements l WHERE l.chain_id = e.chain_id
                   ORDER BY l.ends_at DESC LIMIT ${MAX_LINKS}) link) AS links,
         (SELECT json_agg(line ORDER BY line.id)
            FROM (SELECT ${selectList(EntitlementHistoryEntity, 'h', OF_HISTORY)}
                    FROM entitlement_history h
                   WHERE h.entitlement_id IN (e.id, e.chain_id)
                     AND (h.entitlement_id = e.id
                          OR h.event IN ('device_attached', 'device_replaced', 'device_removed',
                                         'disconnect_requested'))
                   ORDER BY h.id DESC LIMIT ${MAX_LINES}) line) AS history,
         (SELECT least(coalesce(sum(s.octets_up::numeric + s.octets_down), 0),
                       ${Number.MAX_SAFE_INTEGER})::float8
            FROM accounting_sessions s WHERE s.chain_id = e.chain_id) AS "octetsUsed"
    FROM entitlements e JOIN routers r ON ${ITS_ROUTER}
   WHERE e.user_id = :userId AND e.id = :id`,
);

/** Reads entitlements; the owner is in each query. */
@Injectable()
export class ReadEntitlementsRepository {
  constructor(
    private readonly database: Database,
    private readonly lists: ReadDatabase,
  ) {}

  /** Lists an operator's entitlements that match the filters, newest first. */
  async list(
    userId: number,
    filters: EntitlementFilters,
    asked: PageAsked,
    now: Date,
  ): Promise<Page<EntitlementRecord>> {
    const rows = await this.lists.query(entitlementListQuery(userId, filters, asked, now));
    return pageOf(rows.map(entitlementRecord), asked, ({ createdAt }) => createdAt);
  }

  /** @param sql a transaction, to read what it has written */
  async find(sql: Sql, userId: number, id: string): Promise<EntitlementRecord | null> {
    const [row] = await sql.query(FIND({ userId, id }));
    return row ? entitlementRecord(row) : null;
  }

  /** Finds one of an operator's entitlements with its chain and its history, in one snapshot. */
  async findDetails(userId: number, id: string): Promise<StoredDetails | null> {
    const [row] = await this.database.query(DETAILS({ userId, id }));
    if (!row) return null;
    const { links, history, octetsUsed, ...entitlement } = row;
    return {
      record: entitlementRecord(entitlement),
      links: links.map((link) => ({
        ...link,
        startsAt: timeOf(link.startsAt),
        endsAt: timeOf(link.endsAt),
        revokedAt: timeOf(link.revokedAt),
      })),
      history: (history ?? []).map((line) => ({
        ...line,
        startsAt: timeOf(line.startsAt),
        endsAt: timeOf(line.endsAt),
        createdAt: new Date(line.createdAt),
      })),
      octetsUsed,
    };
  }
}

const timeOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
