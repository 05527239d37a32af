import { type InvoiceView } from 'intasend-simulator';

/** An invoice in the simulator's ledger: the truth about money. */
export type LedgerInvoice = Pick<
  InvoiceView,
  'invoiceId' | 'apiRef' | 'state' | 'taken' | 'outcome'
> & {
  readonly provider: SoakProvider;
  /** The receipt of money at a till; null for no money, and at IntaSend. */
  readonly receipt: string | null;
};

/** The providers, as the database spells them. */
export type SoakProvider = 'instasend' | 'kopokopo';

/** A payment in the server's database. */
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

/** An attempt. */
export interface AttemptRow {
  readonly paymentId: string;
  readonly number: number;
  readonly reference: string;
  readonly provider: string;
  readonly invoiceId: string | null;
}

/** A receipt of a till in the server's database. */
export interface ReceiptRow {
  readonly receipt: string;
  readonly state: string;
  /** Null when no till has told of it. */
  readonly amount: string | null;
  readonly paymentId: string | null;
}

/** A history entry about money. */
export interface HistoryRow {
  readonly paymentId: string;
  readonly event: string;
  readonly source: string;
  readonly toStatus: string;
  readonly invoiceId: string | null;
}

/** An unfinished job. */
export interface JobRow {
  readonly task: string;
  readonly key: string | null;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly isDue: boolean;
  readonly isLocked: boolean;
  readonly isGivenUp: boolean;
}

/** The beginning and end of access, as once reported. */
export interface SeenExpiry {
  readonly paymentId: string;
  readonly completedAt: string;
  readonly expiry: string;
}

/** The books of both sides at one time, and what was observed before. */
export interface Books {
  readonly invoices: readonly LedgerInvoice[];
  readonly payments: readonly PaymentRow[];
  readonly attempts: readonly AttemptRow[];
  readonly receipts: readonly ReceiptRow[];
  readonly history: readonly HistoryRow[];
  readonly jobs: readonly JobRow[];
  /** Payments that the operators' lists show as under review. */
  readonly reviewsShown: ReadonlySet<string>;
  /** The first report of each completed payment. */
  readonly seen: readonly SeenExpiry[];
  /** Errors that must never happen: 500 responses, servers that ended by themselves. */
  readonly surprises: readonly string[];
}
