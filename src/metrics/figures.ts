/** How many payments are open, by channel and by the age of their newest attempt. */
export interface OpenPayments {
  readonly channel: string;
  readonly age: string;
  readonly open: number;
  /** Of these, how many should have expired some minutes ago. */
  readonly overdue: number;
}

/** How the jobs of one task stand whose time has come. */
export interface TaskFigures {
  readonly task: string;
  readonly waiting: number;
  /** How long the one that has waited longest is past its time. */
  readonly lagSeconds: number;
}

/** How many jobs of one task were given up. */
export interface GivenUpJobs {
  readonly task: string;
  readonly failed: number;
}

/** What only the database knows. */
export interface Figures {
  readonly open: readonly OpenPayments[];
  readonly inReview: readonly { readonly reason: string; readonly payments: number }[];
  readonly inbox: { readonly waiting: number; readonly lagSeconds: number };
  readonly jobs: readonly TaskFigures[];
}
