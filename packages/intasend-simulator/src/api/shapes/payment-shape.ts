import { formatStamp } from '../../engine/stamps.js';
import { type Invoice } from '../../model/records.js';
import { customerBody, type Dialect, invoiceBody } from './invoice-shape.js';
import { linkBody } from './link-shape.js';

type Json = Record<string, unknown>;

/** The response to an STK push. Its `id` is the payment session, not the invoice. */
export function stkBody(invoice: Invoice, dialect: Dialect, publicUrl: string): Json {
  return {
    id: invoice.sessionId,
    invoice: invoiceBody(invoice, dialect),
    customer: customerBody(invoice.customer),
    payment_link: linkOf(invoice, publicUrl),
    customer_comment: null,
    refundable: false,
    ...(dialect === '2021' ? { device_fingerprint: null, ip_address: invoice.host } : {}),
    created_at: formatStamp(invoice.createdAt),
    updated_at: formatStamp(invoice.createdAt),
  };
}

/** The response to a status query. */
export function statusBody(invoice: Invoice, dialect: Dialect, publicUrl: string): Json {
  return {
    invoice: invoiceBody(invoice, dialect),
    meta: {
      id: invoice.sessionId,
      customer: customerBody(invoice.customer),
      payment_link: linkOf(invoice, publicUrl),
      customer_comment: invoice.checkout?.details.comment ?? '',
      created_at: formatStamp(invoice.createdAt),
      updated_at: formatStamp(invoice.updatedAt),
    },
  };
}

function linkOf(invoice: Invoice, publicUrl: string): Json | null {
  return invoice.link === null ? null : linkBody(invoice.link, publicUrl);
}
