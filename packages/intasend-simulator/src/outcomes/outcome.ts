import { type Cents } from '../model/money.js';

/** Why a payment failed, as IntaSend reports it. */
export interface Failure {
  readonly reason: string;
  readonly code: string;
}

/** The deviations of a paying step from taking the requested amount. */
export interface Payment {
  /** `half` pays too little; `next_shilling` pays up to one shilling more. */
  readonly share?: 'half' | 'next_shilling';
  /** Changes the currency of the invoice. */
  readonly currency?: string;
  /** The field of the receipt; default `mpesa_reference`. */
  readonly receipt?: 'provider_ref' | 'none';
  /** Is added to the fee. */
  readonly extraCharges?: Cents;
  /** Is subtracted from the net amount, so that value, charges and net do not add up. */
  readonly netShort?: Cents;
}

/** A change of an invoice, some simulated time after its creation. */
export interface Step {
  readonly afterMs: number;
  /** The next state, in IntaSend's spelling. */
  readonly state: string;
  readonly failure?: Failure;
  /** If present, this step takes money. */
  readonly payment?: Payment;
  /** Counts as another attempt of IntaSend itself. */
  readonly isRetry?: true;
}

/**
 * The order of the first events. `swapped`: PROCESSING comes before PENDING. `early`: both come
 * before the response to the STK call. `all_early`: the final event does too.
 */
export type Opening = 'normal' | 'swapped' | 'early' | 'all_early';

/** An outcome of a payment, chosen at its beginning. */
export interface Outcome {
  readonly name: string;
  /** A phone number with these last digits has this outcome. */
  readonly phoneEnding: string;
  /** A description for people. */
  readonly what: string;
  /** The steps after PENDING and PROCESSING. */
  readonly steps: readonly Step[];
  readonly opening?: Opening;
  /** True: no webhook is sent, so only queries find the result. */
  readonly isSilent?: true;
  /** True: events are sent at once, without waiting for the previous one. */
  readonly isConcurrent?: true;
}
