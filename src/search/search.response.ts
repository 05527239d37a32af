import { EntitlementBriefResponse } from '../access/read/entitlement-brief.js';
import { response } from '../common/openapi/response.js';
import { about, list, nullable, oneOf, text } from '../common/openapi/schema.js';
import { PaymentBriefResponse } from '../payments/read/index.js';
import { ReceiptResponse } from '../receipts/receipt.response.js';
import { type Hit, MATCHED_BY } from './search.service.js';

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
