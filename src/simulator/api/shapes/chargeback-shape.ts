import { formatStamp } from '../../engine/stamps.js';
import { centsAsText } from '../../model/money.js';
import { type Chargeback } from '../../model/records.js';
import { invoiceEvent } from './invoice-shape.js';

type Json = Record<string, unknown>;

/** What becomes of the wallet transaction once the request is decided. */
const TRANSACTION_STATES: Readonly<Record<string, string>> = {
  COMPLETED: 'REFUNDED',
  CANCELLED: 'AVAILABLE',
};

/** A refund request as the API shows it. */
export function chargebackBody(chargeback: Chargeback): Json {
  return {
    chargeback_id: chargeback.id,
    session_id: chargeback.sessionId,
    transaction: transactionBody(chargeback),
    amount: centsAsText(chargeback.amount),
    reason: chargeback.reason,
    reason_details: chargeback.reasonDetails,
    status: chargeback.status,
    resolution: chargeback.resolution,
    staff_created: false,
    created_at: formatStamp(chargeback.createdAt),
    updated_at: formatStamp(chargeback.updatedAt),
  };
}

/** A refund request as a webhook tells it: with the whole invoice, all money as text. */
export function chargebackEvent(chargeback: Chargeback): Json {
  return { ...chargebackBody(chargeback), invoice: invoiceEvent(chargeback.invoice) };
}

function transactionBody({ transactionId, invoice, status }: Chargeback): Json {
  return {
    transaction_id: transactionId,
    invoice: invoiceEvent(invoice),
    currency: invoice.currency,
    value: centsAsText(invoice.value),
    running_balance: centsAsText(invoice.net),
    narrative: 'Payment',
    trans_type: 'SALE',
    status: TRANSACTION_STATES[status] ?? 'CHARGEBACK-PENDING',
    created_at: formatStamp(invoice.createdAt),
    updated_at: formatStamp(invoice.updatedAt),
  };
}
