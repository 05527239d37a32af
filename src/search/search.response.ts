import { ENTITLEMENT_STATES, entitlementState } from '../access/domain/entitlement-state.js';
import { response } from '../common/openapi/response.js';
import { about, instant, list, nullable, oneOf, text, uuid } from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import {
  PackageBriefResponse,
  PaymentBriefResponse,
  RouterBriefResponse,
} from '../payments/read/index.js';
import { ReceiptResponse } from '../receipts/receipt.response.js';
import { type EntitlementBriefRow } from './search.repository.js';
import { type Hit, MATCHED_BY } from './search.service.js';

/** An entitlement at a moment, which decides its state. */
interface EntitlementBrief {
  readonly row: EntitlementBriefRow;
  readonly now: Date;
}

const EntitlementBriefResponse = response<EntitlementBrief>(
  'EntitlementBrief',
  'An entitlement in one line.',
).with({
  id: [uuid, '0198c0de-0000-7000-8000-0000000000e1', ({ row }) => row.id],
  state: [oneOf(ENTITLEMENT_STATES), 'running', ({ row, now }) => entitlementState(row, now)],
  access_code: [text, 'K7MP2XQR', ({ row }) => row.accessCode],
  ends_at: [
    about('Null for a voucher that was not used yet.', nullable(instant)),
    '2026-03-02T09:00:30.000Z',
    ({ row }) => toIso(row.endsAt),
  ],
  payment_id: [nullable(uuid), PaymentBriefResponse.example.id, ({ row }) => row.paymentId],
  router: [
    RouterBriefResponse.schema,
    RouterBriefResponse.example,
    ({ row }) => RouterBriefResponse.of({ id: row.routerId, name: row.routerName }),
  ],
  package: [
    about('Null for access that was given without one.', nullable(PackageBriefResponse.schema)),
    PackageBriefResponse.example,
    ({ row: { packageId: id, packageName: name } }) =>
      id === null ? null : PackageBriefResponse.of({ id, name }),
  ],
  phone_number: [
    about('As `+254712345678`; empty when it is not known.', text),
    '+254712345678',
    ({ row }) => row.phoneE164,
  ],
});

/** A hit at a moment. */
type HitAt = Hit & { readonly now: Date };

const SearchHitResponse = response<HitAt>(
  'SearchHit',
  'A payment, an entitlement or a receipt; the fields of the other two are null.',
).with({
  type: [oneOf(['payment', 'entitlement', 'receipt']), 'payment', (hit) => hit.type],
  matched_by: [
    about('What it was found by.', oneOf(MATCHED_BY)),
    'mpesa_reference',
    (hit) => hit.matchedBy,
  ],
  id: [
    about('Of the payment, the entitlement or the receipt, as text.', text),
    PaymentBriefResponse.example.id,
    (hit) => hit.row.id,
  ],
  payment: [
    nullable(PaymentBriefResponse.schema),
    PaymentBriefResponse.example,
    (hit) => (hit.type === 'payment' ? PaymentBriefResponse.of(hit.row) : null),
  ],
  entitlement: [
    nullable(EntitlementBriefResponse.schema),
    null,
    (hit) => (hit.type === 'entitlement' ? EntitlementBriefResponse.of(hit) : null),
  ],
  receipt: [
    about('Money at a till that no payment was found for.', nullable(ReceiptResponse.schema)),
    null,
    (hit) => (hit.type === 'receipt' ? ReceiptResponse.of(hit.row) : null),
  ],
});

/** What a search has found for a text. */
export interface Found {
  readonly q: string;
  readonly hits: readonly Hit[];
  readonly now: Date;
}

/** `GET /search/` */
export const SearchResponse = response<Found>(
  'SearchResult',
  'What was found: at most 20 payments, then 20 entitlements and 20 receipts, each newest first.',
).with({
  q: [text, 'TDL4MADEUP', ({ q }) => q],
  hits: [
    list(SearchHitResponse.schema),
    [SearchHitResponse.example],
    ({ hits, now }) => hits.map((hit) => SearchHitResponse.of({ ...hit, now })),
  ],
});
