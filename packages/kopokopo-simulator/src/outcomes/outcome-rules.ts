import { type Limited, Scripts } from 'simulator-core';
import { type Outcome } from './outcome.js';
import { findOutcome, type OutcomeName, outcomeOfPhone, OUTCOMES } from './outcome-table.js';

/** The payments that a rule applies to. An absent condition matches all. */
export interface OutcomeRule extends Limited {
  readonly outcome: OutcomeName;
  /** The last digits of the phone number, or the whole number. */
  readonly phone?: string | undefined;
  /** The beginning of `metadata.reference`. */
  readonly reference?: string | undefined;
}

/** The facts about a payment that are known when its outcome is chosen. */
export interface PaymentSubject {
  readonly phone: string;
  readonly reference: string;
}

/** A reference such as `sim-wrong_pin-order1` chooses its outcome itself. */
const REFERENCE_PATTERN = /^sim-([a-z0-9_]+)(?:-|$)/;

/** Chooses the outcome of a new payment: by rules first, then by its reference, then by its phone. */
export class OutcomeRules extends Scripts<OutcomeRule> {
  /** Chooses the outcome of this payment, and uses its rule once. */
  choose(subject: PaymentSubject): Outcome {
    const rule = this.take(
      ({ phone = '', reference = '' }) =>
        subject.phone.endsWith(phone) && subject.reference.startsWith(reference),
    );
    return (
      findOutcome(rule?.outcome ?? '') ??
      findOutcome(REFERENCE_PATTERN.exec(subject.reference)?.[1] ?? '') ??
      outcomeOfPhone(subject.phone) ??
      OUTCOMES[0]
    );
  }
}
