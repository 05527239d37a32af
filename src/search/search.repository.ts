import { Injectable } from '@nestjs/common';
import {
  ENTITLEMENT_BRIEF_COLUMNS,
  type EntitlementBriefRow,
} from '../access/read/entitlement-brief.js';
import { type UuidRange } from '../common/ids/uuid-prefix.js';
import { ReadDatabase } from '../database/read-database.js';
import { statement } from '../database/statement.js';
import {
  PAYMENT_BRIEF_COLUMNS,
  type PaymentBriefRow,
  ROUTER_OF_PAYMENT,
} from '../payments/read/index.js';
import { PROVIDER_CODES, PROVIDER_ENVIRONMENTS } from '../providers/provider-code.js';
import { RECEIPT_COLUMNS, type ReceiptRecord } from '../receipts/receipt-list.js';

/** How many rows of each kind a search finds; there may be more. */
export const MAX_HITS = 20;

const NEWEST = (alias: string): string => `${alias}.created_at DESC, ${alias}.id DESC`;

/** The newest payments with a condition, which has an index in this order. */
const payments = (condition: string, nearest = NEWEST('p')): string => `
  SELECT ${PAYMENT_BRIEF_COLUMNS}
    FROM (SELECT * FROM payments p
           WHERE p.user_id = :userId AND ${condition}
           ORDER BY ${nearest} LIMIT ${MAX_HITS}) p
    JOIN routers r ON ${ROUTER_OF_PAYMENT}
   ORDER BY ${NEWEST('p')}`;

/** Entitlements of a query, with their routers. */
const entitlements = (found: string): string => `
  SELECT ${ENTITLEMENT_BRIEF_COLUMNS}
    FROM (${found} LIMIT ${MAX_HITS}) e
    JOIN routers r ON r.user_id = e.user_id AND r.id = e.router_id
   ORDER BY ${NEWEST('e')}`;

interface Asked {
  readonly userId: number;
  readonly value: string;
}
type AskedOfProviders = Asked & { readonly providers: readonly string[] };

const BY_RECEIPT = statement<PaymentBriefRow, Asked>(
  'search_payments_by_receipt',
  payments('p.mpesa_reference = :value'),
);

// A second payment of the same sale has a receipt of its own, which only the history tells; one at
// a till is a row of receipts too.
const BY_FURTHER_RECEIPT = statement<PaymentBriefRow, AskedOfProviders>(
  'search_payments_by_further_receipt',
  payments(`p.id = ANY (ARRAY(
             (SELECT h.payment_id FROM payment_history h
               WHERE h.user_id = :userId AND h.event = 'contradicted'
                 AND h.evidence ->> 'mpesa_reference' = :value
               ORDER BY h.id DESC LIMIT ${MAX_HITS})
             UNION ALL
             (SELECT t.payment_id FROM receipts t
               WHERE t.user_id = :userId AND t.provider = ANY (:providers::text[])
                 AND t.receipt = :value AND t.payment_id IS NOT NULL)))`),
);

const BY_PHONE = statement<PaymentBriefRow, Asked>(
  'search_payments_by_phone',
  payments('p.phone_e164 = :value'),
);

// The index excludes payments without an address, so the statement must do so too.
const BY_MAC = statement<PaymentBriefRow, Asked>(
  'search_payments_by_mac',
  payments(`p.mac_address <> '' AND p.mac_address = :value`),
);

// By the primary key. Ids begin with the time, so the last ones are the newest.
const BY_ID = statement<PaymentBriefRow, { userId: number } & UuidRange>(
  'search_payments_by_id',
  payments('p.id BETWEEN :lowest::uuid AND :highest::uuid', 'p.id DESC'),
);

const BY_INVOICE = statement<
  PaymentBriefRow,
  {
    userId: number;
    providers: readonly string[];
    environments: readonly string[];
    invoices: readonly string[];
  }
>(
  'search_payments_by_invoice',
  payments(`p.id = ANY (ARRAY(
             SELECT a.payment_id FROM payment_attempts a
              WHERE a.provider = ANY (:providers::text[])
                AND a.environment = ANY (:environments::text[])
                AND a.invoice_id IS NOT NULL AND a.invoice_id = ANY (:invoices::text[])
                AND a.user_id = :userId))`),
);

const ENTITLEMENTS_BY_PHONE = statement<EntitlementBriefRow, Asked>(
  'search_entitlements_by_phone',
  entitlements(`
    SELECT * FROM entitlements e
     WHERE e.user_id = :userId AND e.phone_e164 = :value
     ORDER BY ${NEWEST('e')}`),
);

/** The entitlements of a chain, the last one first, as its index has them. */
const OF_CHAIN = `
  SELECT * FROM entitlements l
   WHERE l.chain_id = found.chain_id AND l.user_id = :userId
   ORDER BY l.ends_at DESC LIMIT ${MAX_HITS}`;

// A chain has one code, and only its first entitlement is in the index of codes.
const ENTITLEMENTS_BY_CODE = statement<EntitlementBriefRow, Asked>(
  'search_entitlements_by_code',
  entitlements(`
    SELECT e.*
      FROM (SELECT c.chain_id FROM entitlements c
             WHERE c.user_id = :userId AND c.access_code = :value
               AND c.previous_id IS NULL) found
     CROSS JOIN LATERAL (${OF_CHAIN}) e`),
);

const ENTITLEMENTS_BY_MAC = statement<EntitlementBriefRow, Asked>(
  'search_entitlements_by_mac',
  entitlements(`
    SELECT e.*
      FROM (SELECT d.chain_id FROM devices d
             WHERE d.user_id = :userId AND d.mac_address = :value
             ORDER BY d.attached_at DESC LIMIT ${MAX_HITS}) found
     CROSS JOIN LATERAL (${OF_CHAIN}) e
     ORDER BY ${NEWEST('e')}`),
);

/** Money that is no payment's; that of payments is found by them. */
const RECEIPTS_BY_REFERENCE = statement<ReceiptRecord, AskedOfProviders>(
  'search_receipts_by_reference',
  `
  SELECT ${RECEIPT_COLUMNS}
    FROM receipts r
   WHERE r.user_id = :userId AND r.provider = ANY (:providers::text[]) AND r.receipt = :value
     AND r.payment_id IS NULL
   ORDER BY ${NEWEST('r')} LIMIT ${MAX_HITS}`,
);

const RECEIPTS_BY_PHONE = statement<ReceiptRecord, Asked>(
  'search_receipts_by_phone',
  `
  SELECT ${RECEIPT_COLUMNS}
    FROM receipts r
   WHERE r.user_id = :userId AND r.phone_e164 = :value AND r.payment_id IS NULL
   ORDER BY ${NEWEST('r')} LIMIT ${MAX_HITS}`,
);

const providers = PROVIDER_CODES;
const environments = PROVIDER_ENVIRONMENTS;

/**
 * The queries of a search, newest first. The owner is in each, and each reads a few entries of an
 * index, however many rows there are.
 */
@Injectable()
export class SearchRepository {
  constructor(private readonly lists: ReadDatabase) {}

  paymentsByReceipt(userId: number, value: string): Promise<PaymentBriefRow[]> {
    return this.lists.query(BY_RECEIPT({ userId, value }));
  }

  /** Payments that a receipt is money of besides the receipt that completed them. */
  paymentsByFurtherReceipt(userId: number, value: string): Promise<PaymentBriefRow[]> {
    return this.lists.query(BY_FURTHER_RECEIPT({ userId, value, providers }));
  }

  paymentsByPhone(userId: number, value: string): Promise<PaymentBriefRow[]> {
    return this.lists.query(BY_PHONE({ userId, value }));
  }

  paymentsByMac(userId: number, value: string): Promise<PaymentBriefRow[]> {
    return this.lists.query(BY_MAC({ userId, value }));
  }

  paymentsById(userId: number, ids: UuidRange): Promise<PaymentBriefRow[]> {
    return this.lists.query(BY_ID({ userId, ...ids }));
  }

  paymentsByInvoice(userId: number, invoices: readonly string[]): Promise<PaymentBriefRow[]> {
    return this.lists.query(BY_INVOICE({ userId, providers, environments, invoices }));
  }

  entitlementsByPhone(userId: number, value: string): Promise<EntitlementBriefRow[]> {
    return this.lists.query(ENTITLEMENTS_BY_PHONE({ userId, value }));
  }

  entitlementsByCode(userId: number, value: string): Promise<EntitlementBriefRow[]> {
    return this.lists.query(ENTITLEMENTS_BY_CODE({ userId, value }));
  }

  entitlementsByMac(userId: number, value: string): Promise<EntitlementBriefRow[]> {
    return this.lists.query(ENTITLEMENTS_BY_MAC({ userId, value }));
  }

  receiptsByReference(userId: number, value: string): Promise<ReceiptRecord[]> {
    return this.lists.query(RECEIPTS_BY_REFERENCE({ userId, value, providers }));
  }

  receiptsByPhone(userId: number, value: string): Promise<ReceiptRecord[]> {
    return this.lists.query(RECEIPTS_BY_PHONE({ userId, value }));
  }
}
