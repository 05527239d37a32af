import { chargebackEvent, transactionState } from '../api/shapes/chargeback-shape.js';
import { type SimulatorContext } from '../context.js';
import { type Chargeback } from '../model/records.js';
import { post, settlementWallet } from '../model/wallet.js';

/** The statuses of a refund request. It is COMPLETED here, but COMPLETE for invoices. */
export const CHARGEBACK_STATUSES = [
  'PENDING',
  'PROCESSING',
  'CANCELLED',
  'DISPUTED',
  'OVERDUE',
  'COMPLETED',
] as const;
export type ChargebackStatus = (typeof CHARGEBACK_STATUSES)[number];

/** Changes the status of a refund request and sends the webhook; the invoice stays the same. */
export function settleChargeback(
  context: SimulatorContext,
  chargeback: Chargeback,
  status: ChargebackStatus,
  resolution: string | null,
): void {
  if (status === 'COMPLETED' && chargeback.status !== status) payBack(context, chargeback);
  chargeback.status = status;
  chargeback.resolution = resolution;
  chargeback.updatedAt = context.stamps.next();
  tellChargeback(context, chargeback);
}

/** Takes the refunded money out of the main wallet. */
function payBack(context: SimulatorContext, { account, invoice, amount }: Chargeback): void {
  post(context, settlementWallet(context, account, invoice.currency), {
    invoice,
    value: -amount,
    narrative: 'Refund',
    type: 'REFUND',
  });
}

/** Sends the current state of the request to the account's webhook URL. */
export function tellChargeback(context: SimulatorContext, chargeback: Chargeback): void {
  const { sale } = chargeback.invoice;
  if (sale !== null) sale.status = transactionState(chargeback);
  void context.sender.send(chargeback.account, {
    kind: 'chargeback',
    body: chargebackEvent(chargeback),
    invoiceId: chargeback.invoice.id,
  });
}
