import { formatStamp } from '../../engine/stamps.js';
import { centsAsNumber } from '../../model/money.js';
import { type PaymentLink } from '../../model/records.js';

/** The URL on which a payment link is paid. */
export function linkUrl(link: PaymentLink, publicUrl: string): string {
  return `${publicUrl}/pay/${link.id}/`;
}

/** A payment link in the API. The simulator creates no QR code. */
export function linkBody(link: PaymentLink, publicUrl: string): Record<string, unknown> {
  return {
    id: link.id,
    title: link.title,
    is_active: link.isActive,
    redirect_url: link.redirectUrl,
    amount: centsAsNumber(link.amount),
    usage_limit: link.usageLimit,
    qrcode_file: null,
    url: linkUrl(link, publicUrl),
    currency: link.currency,
    mobile_tarrif: link.mobileTariff,
    card_tarrif: link.cardTariff,
    created_at: formatStamp(link.createdAt),
    updated_at: formatStamp(link.updatedAt),
  };
}
