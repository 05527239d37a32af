import { formatStamp } from '../../engine/stamps.js';
import { centsAsText } from '../../model/money.js';
import { ITEM_STATUSES, type Payout, type PayoutItem, totalOf } from '../../model/payout.js';
import { walletBody } from './wallet-shape.js';

type Json = Record<string, unknown>;

/** A request to send money in the API. Its nonce is needed for the approval. */
export const payoutBody = (payout: Payout): Json => ({
  ...payoutEvent(payout),
  device_id: null,
  nonce: payout.nonce,
});

/** A request to send money in a webhook, with all money as text. */
export function payoutEvent(payout: Payout): Json {
  const { items, status } = payout;
  const paid = items.filter((item) => item.status === ITEM_STATUSES.successful);
  const failed = items.filter(({ failedReason }) => failedReason !== null);
  const [amount, charge] = [totalOf(items, 'amount'), totalOf(items, 'charge')];
  return {
    file_id: payout.fileId,
    tracking_id: payout.trackingId,
    batch_reference: null,
    status: status.text,
    status_code: status.code,
    transactions: items.map((item) => itemBody(payout, item)),
    actual_charges: centsAsText(totalOf(paid, 'charge')),
    paid_amount: centsAsText(totalOf(paid, 'amount')),
    failed_amount: centsAsText(totalOf(failed, 'amount')),
    wallet: walletBody(payout.wallet),
    charge_estimate: centsAsText(charge),
    total_amount_estimate: centsAsText(amount + charge),
    total_amount: centsAsText(amount),
    transactions_count: items.length,
    created_at: formatStamp(payout.createdAt),
    updated_at: formatStamp(payout.updatedAt),
  };
}

function itemBody({ fileId, provider, currency }: Payout, item: PayoutItem): Json {
  return {
    transaction_id: item.id,
    status: item.status.text,
    status_code: item.status.code,
    status_description: item.failedReason,
    request_reference_id: item.reference,
    provider,
    bank_code: item.bankCode,
    name: item.name,
    account: item.account,
    account_type: item.accountType,
    account_reference: item.accountReference,
    provider_reference: item.providerReference,
    provider_account_name: item.providerReference === null ? null : item.name,
    amount: centsAsText(item.amount),
    charge: centsAsText(item.charge),
    narrative: item.narrative,
    failed_reason: item.failedReason,
    file_id: fileId,
    idempotency_key: item.idempotencyKey,
    currency,
    created_at: formatStamp(item.createdAt),
    updated_at: formatStamp(item.updatedAt),
  };
}
