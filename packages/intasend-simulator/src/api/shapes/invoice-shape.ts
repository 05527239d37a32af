import { type Behaviour } from '../../behaviour.js';
import { formatStamp } from '../../engine/stamps.js';
import { centsAsNumber, centsAsText } from '../../model/money.js';
import { type Customer, type Invoice } from '../../model/records.js';

type Json = Record<string, unknown>;

/** The JSON types of the API, which changed over time. */
export type Dialect = Behaviour['dialect'];

/**
 * An invoice in the API. Since 2025 `charges` and `value` are numbers and `net_amount` is a string;
 * before, it was the other way round and `id` repeated `invoice_id`.
 */
export function invoiceBody(invoice: Invoice, dialect: Dialect): Json {
  if (dialect === '2025') {
    return assemble(invoice, {
      charges: centsAsNumber(invoice.charges),
      net_amount: centsAsText(invoice.net),
      value: centsAsNumber(invoice.value),
    });
  }
  return {
    id: invoice.id,
    ...assemble(invoice, {
      charges: centsAsText(invoice.charges),
      net_amount: centsAsNumber(invoice.net),
      value: centsAsText(invoice.value),
    }),
  };
}

/**
 * An invoice in a webhook: flat, with all money as text. The challenge is added when it is sent.
 */
export function invoiceEvent(invoice: Invoice): Json {
  return assemble(invoice, {
    charges: centsAsText(invoice.charges),
    net_amount: centsAsText(invoice.net),
    value: centsAsText(invoice.value),
  });
}

/** A payer in the API. */
export function customerBody(customer: Customer): Json {
  return {
    customer_id: customer.id,
    phone_number: customer.phone,
    email: customer.email,
    first_name: customer.firstName,
    last_name: customer.lastName,
    country: null,
    zipcode: null,
    provider: 'M-PESA',
    created_at: formatStamp(customer.createdAt),
    updated_at: formatStamp(customer.updatedAt),
  };
}

function assemble(
  invoice: Invoice,
  money: Record<'charges' | 'net_amount' | 'value', unknown>,
): Json {
  return {
    invoice_id: invoice.id,
    state: invoice.state,
    provider: invoice.provider,
    charges: money.charges,
    net_amount: money.net_amount,
    currency: invoice.currency,
    value: money.value,
    account: invoice.payer,
    api_ref: invoice.apiRef,
    ...(invoice.clearingStatus === null ? {} : { clearing_status: invoice.clearingStatus }),
    [invoice.receiptField]: invoice.receipt,
    host: invoice.host,
    card_info: { bin_country: null, card_type: null },
    retry_count: invoice.retryCount,
    failed_reason: invoice.failedReason,
    failed_code: invoice.failedCode,
    failed_code_link: null,
    created_at: formatStamp(invoice.createdAt),
    updated_at: formatStamp(invoice.updatedAt),
  };
}
