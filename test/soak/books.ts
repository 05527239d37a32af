import { type InvoiceView } from 'intasend-simulator';

/** An invoice as the simulator's ledger has it: the truth about money. */
export type LedgerInvoice = Pick<
  InvoiceView,
  'invoiceId' | 'apiRef' | 'state' | 'taken' | 'outcome'
>;

/** A payment as the server's database has it. */
export interface PaymentRow {
  readonly id: string;
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
  readonly reviewReason: string | null;
  readonly paidInvoiceId: string | null;
  readonly durationHours: number;
  readonly completedAt: Date | null;
  readonly expiry: Date | null;
}

/** One try to collect. */
export interface AttemptRow {
  readonly paymentId: string;
  readonly number: number;
  readonly reference: string;
}

/** A line of history that says something about money. */
export interface HistoryRow {
  readonly paymentId: string;
  readonly event: string;
  readonly source: string;
  readonly toStatus: string;
  readonly invoiceId: string | null;
}

/** A job that is not over. */
export interface JobRow {
  readonly task: string;
  readonly key: string | null;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly isDue: boolean;
  readonly isLocked: boolean;
  readonly isGivenUp: boolean;
}

/** When access began and ends, as somebody has once been told. */
export interface SeenExpiry {
  readonly paymentId: string;
  readonly completedAt: string;
  readonly expiry: string;
}

/** Both sides' books at one moment, and what was seen on the way there. */
export interface Books {
  readonly invoices: readonly LedgerInvoice[];
  readonly payments: readonly PaymentRow[];
  readonly attempts: readonly AttemptRow[];
  readonly history: readonly HistoryRow[];
  readonly jobs: readonly JobRow[];
  /** Payments that the operators' lists show with a reason for review. */
  readonly reviewsShown: ReadonlySet<string>;
  /** The first sight of each completed payment. */
  readonly seen: readonly SeenExpiry[];
  /** What nobody should ever see, in words: answers 500, servers that ended by themselves. */
  readonly surprises: readonly string[];
}
