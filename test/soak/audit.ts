import { grouped } from './grouped.js';
import { tillDifferences } from './audit-tills.js';
import { type Books, type HistoryRow, type LedgerInvoice, type PaymentRow } from './books.js';

/** The rules of an audit besides the books themselves. */
export interface AuditRules {
  /** Whether all unpaid payments must be final, as they are where reconciliation expires them. */
  readonly everythingEnds: boolean;
  /** The only allowed source of successes; null for any. */
  readonly onlySource: 'webhook' | 'reconciliation' | null;
  /** Whether tills report their money. */
  readonly tillsReport: boolean;
}

const HOUR_MS = 3_600_000;
/** The ledger's key for money whose reference belongs to no payment. */
const NO_PAYMENT = '';
const COMPLETING = ['completed', 'late_success'];

/**
 * Compares the server's books with IntaSend's, and describes every difference. Empty when all the
 * money that was taken is recorded exactly once, and nothing was given away.
 */
export function audit(books: Books, rules: AuditRules): string[] {
  const ledger = new Ledger(books);
  return [
    ...strayMoney(ledger),
    ...tillDifferences(books, rules),
    ...books.payments.flatMap((payment) => [
      ...moneyOf(payment, ledger),
      ...timesOf(payment, ledger),
      ...(rules.onlySource === null ? [] : sourcesOf(payment, ledger, rules.onlySource)),
      ...(rules.everythingEnds && isOpen(payment) ? [`${name(payment)} never ended`] : []),
    ]),
    ...movedExpiries(books),
    ...jobsOf(books),
    ...books.surprises,
  ];
}

/** The money on both sides, by payment. */
class Ledger {
  readonly reviewsShown: ReadonlySet<string>;
  private readonly taken: ReadonlyMap<string, readonly LedgerInvoice[]>;
  private readonly lines: ReadonlyMap<string, readonly HistoryRow[]>;
  private readonly lost: ReadonlySet<string>;

  private readonly paidByReceipt: ReadonlyMap<string, string | null>;

  constructor({ attempts, invoices, receipts, history, reviewsShown }: Books) {
    this.paidByReceipt = new Map(receipts.map(({ receipt, paymentId }) => [receipt, paymentId]));
    const paymentOf = new Map(attempts.map(({ reference, paymentId }) => [reference, paymentId]));
    const paid = invoices.filter((invoice) => invoice.taken !== null && !this.isUnmatched(invoice));
    this.taken = grouped(
      paid,
      ({ apiRef, receipt }) =>
        paymentOf.get(apiRef) ?? this.paidByReceipt.get(receipt ?? '') ?? NO_PAYMENT,
    );
    this.lines = grouped(history, ({ paymentId }) => paymentId);
    this.lost = new Set(
      attempts
        .filter(({ provider, invoiceId }) => provider === 'kopokopo' && invoiceId === null)
        .map(({ paymentId }) => paymentId),
    );
    this.reviewsShown = reviewsShown;
  }

  /** The paid invoices of a payment, oldest first. */
  takenFor(paymentId: string): readonly LedgerInvoice[] {
    return this.taken.get(paymentId) ?? [];
  }

  /** Whether money came to a till without a prompt, and no payment was found for it. */
  private isUnmatched({ apiRef, receipt }: LedgerInvoice): boolean {
    return apiRef === '' && receipt !== null && !this.paidByReceipt.get(receipt);
  }

  /** Whether a payment was completed by this money. */
  isPayer({ id, status, paidInvoiceId }: PaymentRow, invoice: LedgerInvoice): boolean {
    if (status !== 'completed') return false;
    // Money of a till that no prompt has told of has no invoice.
    return paidInvoiceId === null
      ? this.paidByReceipt.get(invoice.receipt ?? '') === id
      : invoice.invoiceId === paidInvoiceId;
  }

  /** Whether Kopo Kopo's answer to an attempt was lost, and no webhook has named its id. */
  hasLostLocation(paymentId: string): boolean {
    return this.lost.has(paymentId);
  }

  history(paymentId: string): readonly HistoryRow[] {
    return this.lines.get(paymentId) ?? [];
  }
}

function strayMoney(ledger: Ledger): string[] {
  return ledger
    .takenFor(NO_PAYMENT)
    .map(
      ({ invoiceId, apiRef }) => `invoice ${invoiceId} was paid for ${apiRef}, which is no payment`,
    );
}

/** Compares the money that was taken for a payment with what the payment says. */
function moneyOf(payment: PaymentRow, ledger: Ledger): string[] {
  const taken = ledger.takenFor(payment.id);
  const lines = ledger.history(payment.id);
  const found: string[] = [];
  const isShown = payment.reviewReason !== null && ledger.reviewsShown.has(payment.id);
  if (payment.reviewReason !== null && !isShown) {
    found.push(`${name(payment)} is for review, but its operator is not shown so`);
  }

  if (payment.status === 'completed') {
    const payer = taken.find((invoice) => ledger.isPayer(payment, invoice));
    if (!payer) found.push(`${name(payment)} is completed without money`);
    else if (!isEnough(payment, payer)) found.push(`${name(payment)} is completed for too little`);
    else if (!isExact(payment, payer) && !isShown) {
      found.push(`${name(payment)} took more than the price, and nobody is told`);
    }
  }
  for (const invoice of taken) {
    const isPayer = ledger.isPayer(payment, invoice);
    const isUnverifiable = isShown && payment.reviewReason === 'cannot_verify';
    const isNoted = lines.some(
      ({ event, invoiceId }) => event === 'contradicted' && invoiceId === invoice.invoiceId,
    );
    if (!isPayer && !(isShown && isNoted) && !isUnverifiable) {
      found.push(
        `invoice ${invoice.invoiceId} (${invoice.outcome}, ${invoice.state}) took money for ` +
          `${name(payment)}, which shows it neither as paid nor for review`,
      );
    }
  }
  const isLost = ledger.hasLostLocation(payment.id);
  if (payment.reviewReason !== null && !isCalledFor(payment, taken, isLost)) {
    found.push(`${name(payment)} is for review (${payment.reviewReason}) without a cause`);
  }
  if (taken.length > 1 && payment.reviewReason === null) {
    found.push(`${name(payment)} was paid ${taken.length} times, and nobody is told`);
  }
  return found;
}

/** @param isLost whether its provider cannot be asked about an attempt of it */
function isCalledFor(
  payment: PaymentRow,
  taken: readonly LedgerInvoice[],
  isLost: boolean,
): boolean {
  switch (payment.reviewReason) {
    case 'cannot_verify':
      return isLost;
    case 'amount_mismatch':
      return taken.some((invoice) => !isExact(payment, invoice));
    case 'currency_mismatch':
      return taken.some((invoice) => invoice.taken?.currency !== payment.currency);
    case 'double_payment':
      return taken.length > 1;
    case 'failed_after_complete':
      return taken.some(({ state }) => state === 'FAILED');
    case null:
    default:
      return false;
  }
}

const isLess = (payment: PaymentRow, { taken }: LedgerInvoice): boolean =>
  taken !== null && Number(taken.amount) < Number(payment.amount);

const isExact = (payment: PaymentRow, { taken }: LedgerInvoice): boolean =>
  taken !== null && Number(taken.amount) === Number(payment.amount);

const isEnough = (payment: PaymentRow, invoice: LedgerInvoice): boolean =>
  invoice.taken?.currency === payment.currency && !isLess(payment, invoice);

/** Access begins once, and lasts as long as was sold. */
function timesOf(payment: PaymentRow, ledger: Ledger): string[] {
  const beginnings = ledger.history(payment.id).filter(({ event }) => COMPLETING.includes(event));
  const { completedAt, expiry, durationHours } = payment;
  if (payment.status !== 'completed') {
    return beginnings.length > 0 ? [`${name(payment)} was completed once and is no more`] : [];
  }
  if (completedAt === null || expiry === null) return [`${name(payment)} gives no access`];
  const lastsMs = expiry.getTime() - completedAt.getTime();
  return [
    ...(beginnings.length === 1 ? [] : [`${name(payment)} began ${beginnings.length} times`]),
    ...(lastsMs === durationHours * HOUR_MS
      ? []
      : [`${name(payment)} lasts ${lastsMs} ms instead of ${durationHours} hours`]),
  ];
}

function sourcesOf(payment: PaymentRow, ledger: Ledger, only: string): string[] {
  return ledger
    .history(payment.id)
    .filter(({ event, source }) => COMPLETING.includes(event) && source !== only)
    .map(({ source }) => `${name(payment)} was completed by ${source}, not by ${only}`);
}

function movedExpiries({ payments, seen }: Books): string[] {
  const byId = new Map(payments.map((payment) => [payment.id, payment]));
  return seen.flatMap(({ paymentId, completedAt, expiry }) => {
    const now = byId.get(paymentId);
    const isAsSeen =
      now?.completedAt?.toISOString() === completedAt && now.expiry?.toISOString() === expiry;
    return isAsSeen ? [] : [`payment ${paymentId} was once said to last until ${expiry}`];
  });
}

function jobsOf({ jobs }: Books): string[] {
  const troubled = jobs.filter(({ isDue, isLocked, isGivenUp }) => isDue || isLocked || isGivenUp);
  return troubled.map(({ task, key, attempts, lastError, isLocked, isGivenUp }) => {
    const how = isGivenUp ? 'was given up' : isLocked ? 'is still running' : 'is due and waits';
    return `job ${task} ${key ?? ''} ${how} after ${attempts} tries: ${lastError ?? 'no error'}`;
  });
}

const isOpen = ({ status }: PaymentRow): boolean => status === 'pending' || status === 'processing';

const name = ({ id, status }: PaymentRow): string => `payment ${id} (${status})`;
