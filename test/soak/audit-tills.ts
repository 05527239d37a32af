import { type Books, type LedgerInvoice, type ReceiptRow } from './books.js';
import { grouped } from './grouped.js';

/** What is said of the tills in the rules of an audit. */
interface TillRules {
  /** Whether tills report their money. */
  readonly tillsReport: boolean;
}

/**
 * Compares the money that tills received with the server's receipts: each is there once, with its
 * amount, and is counted for a payment or waits for a person.
 */
export function tillDifferences(books: Books, { tillsReport }: TillRules): string[] {
  if (!tillsReport) return [];
  const received = books.invoices.filter(({ receipt }) => receipt !== null);
  const rows = grouped(books.receipts, ({ receipt }) => receipt);
  const known = new Set(received.map(({ receipt }) => receipt));
  return [
    ...received.flatMap((invoice) => receiptOf(invoice, rows.get(invoice.receipt ?? '') ?? [])),
    ...books.receipts
      .filter(({ receipt }) => !known.has(receipt))
      .map(({ receipt }) => `receipt ${receipt} is of no till`),
    ...countedOf(books),
    ...sumsOf(received, books),
  ];
}

function receiptOf(
  { receipt, taken, apiRef }: LedgerInvoice,
  rows: readonly ReceiptRow[],
): string[] {
  const name = `receipt ${receipt ?? ''}`;
  const [row] = rows;
  if (!row || rows.length > 1) return [`${name} is there ${rows.length} times`];
  // Of some prompts the result alone tells, and no till.
  const isOfPrompt = row.amount === null && row.paymentId !== null && apiRef !== '';
  if (isOfPrompt || Number(row.amount) === Number(taken?.amount)) return [];
  return [`${name} is of ${row.amount ?? 'no amount'} instead of ${taken?.amount ?? ''}`];
}

/** A counted receipt is money of a payment that shows it. */
function countedOf({ receipts, payments, reviewsShown }: Books): string[] {
  const byId = new Map(payments.map((payment) => [payment.id, payment]));
  return receipts
    .filter(({ state }) => state === 'counted')
    .filter(({ paymentId }) => {
      const payment = byId.get(paymentId ?? '');
      return payment?.status !== 'completed' && !reviewsShown.has(payment?.id ?? '');
    })
    .map(({ receipt, paymentId }) => {
      return `receipt ${receipt} is counted for payment ${paymentId ?? ''}, which does not show it`;
    });
}

function sumsOf(
  received: readonly LedgerInvoice[],
  { receipts, payments }: Pick<Books, 'receipts' | 'payments'>,
): string[] {
  const prices = new Map(payments.map(({ id, amount }) => [id, amount]));
  const taken = centsOf(received.map((invoice) => invoice.taken?.amount));
  const stored = centsOf(
    receipts.map(({ amount, paymentId }) => amount ?? prices.get(paymentId ?? '')),
  );
  return taken === stored
    ? []
    : [`tills received ${taken / 100}, and the receipts are of ${stored / 100}`];
}

const centsOf = (amounts: readonly (string | null | undefined)[]): number =>
  amounts.reduce((cents, amount) => cents + Math.round(Number(amount ?? 0) * 100), 0);
