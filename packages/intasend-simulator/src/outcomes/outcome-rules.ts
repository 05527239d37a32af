import { type Limited, Scripts } from 'simulator-core';
import { findOutcome, outcomeOfPhone, type OutcomeName } from './outcome-table.js';
import { type Outcome } from './outcome.js';

/** The payments that a rule applies to. An absent condition matches all. */
export interface OutcomeRule extends Limited {
  readonly outcome: OutcomeName;
  /** The last digits of the phone number, or the whole number. */
  readonly phone?: string | undefined;
  /** The beginning of the merchant's reference. */
  readonly apiRef?: string | undefined;
}

/** The facts about a payment that are known when its outcome is chosen. */
export interface PaymentSubject {
  readonly phone: string;
  readonly apiRef: string;
}

/** An api_ref such as `sim-wrong_pin-order1` chooses its outcome itself. */
const API_REF_PATTERN = /^sim-([a-z0-9_]+)(?:-|$)/;

/**
 * Chooses the outcome of a new payment: by rules first, then by its reference, then by its phone.
 */
export class OutcomeRules extends Scripts<OutcomeRule> {
  /**
   * Chooses the outcome of this payment and uses its rule once; `fallback` when nothing applies.
   */
  choose(subject: PaymentSubject, fallback: Outcome): Outcome {
    return (
      this.#byRule(subject) ??
      findOutcome(API_REF_PATTERN.exec(subject.apiRef)?.[1] ?? '') ??
      outcomeOfPhone(subject.phone) ??
      fallback
    );
  }

  #byRule(subject: PaymentSubject): Outcome | undefined {
    const rule = this.take(
      ({ phone = '', apiRef = '' }) =>
        subject.phone.endsWith(phone) && subject.apiRef.startsWith(apiRef),
    );
    return rule === undefined ? undefined : findOutcome(rule.outcome);
  }
}
