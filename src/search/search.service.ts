import { Injectable } from '@nestjs/common';
import { type EntitlementBriefRow } from '../access/read/entitlement-brief.js';
import { SalesBulkhead } from '../common/sales-bulkhead.js';
import { type PaymentBriefRow } from '../payments/read/index.js';
import { type ReceiptRecord } from '../receipts/receipt-list.js';
import { searchTermsOf } from './search-terms.js';
import { MAX_HITS, SearchRepository } from './search.repository.js';

/** What a hit was found by, in the order of what says most. */
export const MATCHED_BY = [
  'mpesa_reference',
  'payment_id',
  'invoice_id',
  'access_code',
  'mac_address',
  'phone_number',
] as const;
export type MatchedBy = (typeof MATCHED_BY)[number];

/** What a search has found, with what it was found by. */
export type Hit = { readonly matchedBy: MatchedBy } & (
  | { readonly type: 'payment'; readonly row: PaymentBriefRow }
  | { readonly type: 'entitlement'; readonly row: EntitlementBriefRow }
  | { readonly type: 'receipt'; readonly row: ReceiptRecord }
);

type Query = () => Promise<readonly Hit[]>;

/** Finds payments, access and money by whatever a customer can tell. */
@Injectable()
export class SearchService {
  constructor(
    private readonly rows: SearchRepository,
    private readonly salesBulkhead: SalesBulkhead,
  ) {}

  /**
   * @param typed a receipt or the message that it came in, a phone number, a MAC address, an access
   *   code, the id of a payment or its beginning, or an invoice id
   * @returns at most {@link MAX_HITS} of each kind, newest first; the payments come first
   */
  async search(userId: number, typed: string): Promise<Hit[]> {
    this.salesBulkhead.readStarted();
    const found = new Map<string, Hit>();
    // One after the other, so that a search never holds more than one connection.
    for (const query of this.queriesFor(userId, typed)) {
      for (const hit of await query()) {
        const key = `${hit.type} ${hit.row.id}`;
        if (!found.has(key)) found.set(key, hit);
      }
    }
    const hits = [...found.values()];
    return (['payment', 'entitlement', 'receipt'] as const).flatMap((type) =>
      hits
        .filter((hit) => hit.type === type)
        .sort((one, other) => other.row.createdAt.getTime() - one.row.createdAt.getTime())
        .slice(0, MAX_HITS),
    );
  }

  private queriesFor(userId: number, typed: string): Query[] {
    const { rows } = this;
    const { receipt, phone, mac, code, paymentIds, invoices } = searchTermsOf(typed);
    const queries: Query[] = [];
    if (receipt !== null) {
      queries.push(
        () => asPayments('mpesa_reference', rows.paymentsByReceipt(userId, receipt)),
        () => asPayments('mpesa_reference', rows.paymentsByFurtherReceipt(userId, receipt)),
        () => asReceipts('mpesa_reference', rows.receiptsByReference(userId, receipt)),
      );
    }
    if (paymentIds) {
      queries.push(() => asPayments('payment_id', rows.paymentsById(userId, paymentIds)));
    }
    if (invoices) {
      queries.push(() => asPayments('invoice_id', rows.paymentsByInvoice(userId, invoices)));
    }
    if (code !== null) {
      queries.push(() => asEntitlements('access_code', rows.entitlementsByCode(userId, code)));
    }
    if (mac !== null) {
      queries.push(
        () => asPayments('mac_address', rows.paymentsByMac(userId, mac)),
        () => asEntitlements('mac_address', rows.entitlementsByMac(userId, mac)),
      );
    }
    if (phone !== null) {
      queries.push(
        () => asPayments('phone_number', rows.paymentsByPhone(userId, phone)),
        () => asEntitlements('phone_number', rows.entitlementsByPhone(userId, phone)),
        () => asReceipts('phone_number', rows.receiptsByPhone(userId, phone)),
      );
    }
    return queries;
  }
}

const asPayments = async (matchedBy: MatchedBy, rows: Promise<readonly PaymentBriefRow[]>) =>
  (await rows).map((row) => ({ type: 'payment', matchedBy, row }) as const);

const asEntitlements = async (
  matchedBy: MatchedBy,
  rows: Promise<readonly EntitlementBriefRow[]>,
) => (await rows).map((row) => ({ type: 'entitlement', matchedBy, row }) as const);

const asReceipts = async (matchedBy: MatchedBy, rows: Promise<readonly ReceiptRecord[]>) =>
  (await rows).map((row) => ({ type: 'receipt', matchedBy, row }) as const);
