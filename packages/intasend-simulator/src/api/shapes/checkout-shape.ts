import { formatStamp } from '../../engine/stamps.js';
import { centsAsNumber, centsAsText } from '../../model/money.js';
import { type Checkout } from '../../model/records.js';
import { type Dialect } from './invoice-shape.js';

type Json = Record<string, unknown>;

/** The URL on which a checkout is paid. */
export function checkoutUrl(checkout: Checkout, publicUrl: string): string {
  return `${publicUrl}/checkout/${checkout.id}/express/`;
}

/** A checkout in the API: the documented fields and those that were added in 2025. */
export function checkoutBody(
  checkout: Checkout,
  dialect: Dialect,
  publicUrl: string,
  isPaid: boolean,
): Json {
  const { details } = checkout;
  const isNew = dialect === '2025';
  return {
    id: checkout.id,
    url: checkoutUrl(checkout, publicUrl),
    signature: checkout.signature,
    first_name: details.firstName,
    last_name: details.lastName,
    phone_number: details.phone,
    email: details.email,
    country: details.country,
    address: details.address,
    city: details.city,
    state: details.state,
    zipcode: details.zipcode,
    api_ref: checkout.apiRef,
    ...(isNew ? newerFields(checkout, isPaid) : {}),
    amount: isNew ? centsAsNumber(checkout.amount) : centsAsText(checkout.amount),
    currency: checkout.currency,
    mobile_tarrif: checkout.mobileTariff,
    card_tarrif: checkout.cardTariff,
    created_at: formatStamp(checkout.createdAt),
    updated_at: formatStamp(checkout.createdAt),
  };
}

/** The options of a payment page, as the details call returns them. */
export function checkoutDefaults(checkout: Checkout): Json {
  return {
    enable_card_payment: checkout.method === 'CARD-PAYMENT',
    enable_mpesa_payment: checkout.method !== 'CARD-PAYMENT',
    enable_bitcoin_payment: false,
    enable_ach_payment: false,
    default_currency: checkout.currency,
    default_tarrif: 'BUSINESS-PAYS',
  };
}

function newerFields(checkout: Checkout, isPaid: boolean): Json {
  return {
    wallet_id: checkout.details.walletId,
    method: checkout.method,
    channel: checkout.details.channel,
    host: checkout.host,
    is_mobile: false,
    version: checkout.details.version,
    redirect_url: checkout.redirectUrl,
    paid: isPaid,
    bitcoin_tarrif: 'BUSINESS-PAYS',
    ach_tarrif: 'BUSINESS-PAYS',
    bank_tarrif: 'BUSINESS-PAYS',
  };
}
