/** A change of a payment, some simulated time after its creation. */
export interface Step {
  readonly afterMs: number;
  /** The next status, in Kopo Kopo's spelling. */
  readonly status: string;
  /** Why it failed, as M-Pesa says it. */
  readonly error?: string;
  /** If present, this step takes money. */
  readonly payment?: Payment;
}

/** The deviations of a paying step from taking the requested amount. */
export interface Payment {
  /** Takes half of the amount. */
  readonly share?: 'half';
  /** Takes another currency. */
  readonly currency?: string;
}

/** An outcome of a payment, chosen at its beginning. */
export interface Outcome {
  readonly name: string;
  /** A phone number with these last digits has this outcome. */
  readonly phoneEnding: string;
  /** A description for people. */
  readonly what: string;
  /** The steps after `Pending`. */
  readonly steps: readonly Step[];
  /** True: the result is posted before the request is answered. */
  readonly isEarly?: true;
  /** True: no result is posted. */
  readonly isSilent?: true;
  /** True: nothing is sent about the till either. */
  readonly isTillSilent?: true;
  /** True: results are posted twice at the same time. */
  readonly isDoubled?: true;
  /** How events about the till show the phone; default in full. */
  readonly phoneShown?: 'hashed' | 'none';
}
