import { type Cents } from '../model/money.js';

/** Why a payment failed, as IntaSend tells it. */
export interface Failure {
  readonly reason: string;
  readonly code: string;
}

/** What a paying step does beside taking the money that was asked for. */
export interface Payment {
  /** `half` pays too little; `next_shilling` pays up to one shilling more than was asked. */
  readonly share?: 'half' | 'next_shilling';
  /** The invoice turns to this currency. */
  readonly currency?: string;
  /** Where the receipt shows; default `mpesa_reference`. */
  readonly receipt?: 'provider_ref' | 'none';
  /** Added to the fee. */
  readonly extraCharges?: Cents;
  /** Taken from the net amount, so that value, charges and net no longer add up. */
  readonly netShort?: Cents;
}

/** One change of an invoice, some simulated time after it was made. */
export interface Step {
  readonly afterMs: number;
  /** IntaSend's word for the state it goes to. */
  readonly state: string;
  readonly failure?: Failure;
  /** Present: this step takes money. */
  readonly payment?: Payment;
  /** Counts as one more try by IntaSend itself. */
  readonly isRetry?: true;
}

/**
 * How the first events travel. `swapped`: PROCESSING is told before PENDING.
 * `early`: both before the STK call is answered. `all_early`: the end as well.
 */
export type Opening = 'normal' | 'swapped' | 'early' | 'all_early';

/** A way a payment can go, chosen before it begins. */
export interface Outcome {
  readonly name: string;
  /** A phone number that ends so has this outcome. */
  readonly phoneEnding: string;
  /** For people. */
  readonly what: string;
  /** What happens after PENDING and PROCESSING. */
  readonly steps: readonly Step[];
  readonly opening?: Opening;
  /** True: no webhook is ever sent; only asking finds the truth. */
  readonly isSilent?: true;
  /** True: events are sent at once, without waiting for the one before. */
  readonly isConcurrent?: true;
}
