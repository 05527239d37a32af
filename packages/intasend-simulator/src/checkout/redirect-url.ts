import { type Invoice } from '../model/records.js';

/**
 * Returns where a payer goes after paying: the merchant's URL with `tracking_id` (the invoice),
 * `signature` and `checkout_id` appended to its query. Null when the merchant has set none, or the
 * invoice has no checkout.
 */
export function redirectUrlOf(invoice: Invoice): string | null {
  const { checkout } = invoice;
  if (checkout === null || checkout.redirectUrl === null) return null;
  const added = new URLSearchParams({
    tracking_id: invoice.id,
    signature: checkout.signature,
    checkout_id: checkout.id,
  });
  const [address = '', fragment] = checkout.redirectUrl.split('#', 2);
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return `${address}${joint}${added.toString()}${fragment === undefined ? '' : `#${fragment}`}`;
}
