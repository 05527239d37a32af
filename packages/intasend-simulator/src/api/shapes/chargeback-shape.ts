import { formatStamp } from '../../engine/stamps.js';
import { centsAsText } from '../../model/money.js';
import { type Chargeback } from '../../model/records.js';
import { invoiceEvent } from './invoice-shape.js';

type Json = Record<string, unknown>;

/** The status of the wallet transaction after each decision. */
const TRANSACTION_STATES: Readonly<Record<string, string>> = {
  COMPLETED: 'REFUNDED',
  CANCELLED: 'AVAILABLE',
};

/** The status of the wallet transaction that a refund request is about. */
export const transactionState = ({ status }: Chargeback): string =>
  TRANSACTION_STATES[status] ?? 'CHARGEBACK-PENDING';

/** A refund request in the API. */
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

/** A refund request in a webhook: with the whole invoice, and all money as text. */
export function chargebackEvent(chargeback: Chargeback): Json {
  return { ...chargebackBody(chargeback), invoice: invoiceEvent(chargeback.invoice) };
}

function transactionBody(chargeback: Chargeback): Json {
  const { transactionId, invoice } = chargeback;
  return {
    transaction_id: transactionId,
    invoice: invoiceEvent(invoice),
    currency: invoice.currency,
    value: centsAsText(invoice.value),
    running_balance: centsAsText(invoice.net),
    narrative: 'Payment',
    trans_type: 'SALE',
    status: transactionState(chargeback),
    created_at: formatStamp(invoice.createdAt),
    updated_at: formatStamp(invoice.updatedAt),
  };
}
