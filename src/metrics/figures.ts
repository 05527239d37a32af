/** The number of open payments, by channel and by the age of their newest attempt. */
export interface OpenPayments {
  readonly channel: string;
  readonly age: string;
  readonly open: number;
  /** How many of them should have expired some minutes ago. */
  readonly overdue: number;
}

/** The due jobs of one task. */
export interface TaskFigures {
  readonly task: string;
  readonly waiting: number;
  /** How late the oldest due job is. */
  readonly lagSeconds: number;
}

/** The number of failed jobs of one task. */
export interface GivenUpJobs {
  readonly task: string;
  readonly failed: number;
}

/** Figures that only the database knows. */
export interface Figures {
  readonly open: readonly OpenPayments[];
  readonly inReview: readonly { readonly reason: string; readonly payments: number }[];
  readonly inbox: { readonly waiting: number; readonly lagSeconds: number };
  /** Money of tills of the last seven days that no payment was found for. */
  readonly unmatched: { readonly receipts: number; readonly oldestSeconds: number };
  readonly jobs: readonly TaskFigures[];
  /** Routers with `routeros_api` that have been away for two minutes or longer. */
  readonly routersAway: number;
  /** The age of the newest payments that sums for reports contain. */
  readonly sumsLagSeconds: number;
}
