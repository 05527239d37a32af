import { type Limited, Scripts } from '../engine/scripts.js';
import { findOutcome, outcomeOfPhone, type OutcomeName } from './outcome-table.js';
import { type Outcome } from './outcome.js';

/** Which payments a rule is for; an absent condition does not restrict. */
export interface OutcomeRule extends Limited {
  readonly outcome: OutcomeName;
  /** The last digits of the phone number, or all of it. */
  readonly phone?: string | undefined;
  /** How the merchant's reference begins. */
  readonly apiRef?: string | undefined;
}

/** What is known of a payment when its outcome is chosen. */
export interface PaymentSubject {
  readonly phone: string;
  readonly apiRef: string;
}

/** An api_ref such as `sim-wrong_pin-order1` chooses its outcome itself. */
const API_REF_PATTERN = /^sim-([a-z0-9_]+)(?:-|$)/;

/** Chooses the outcome of a new payment: rules first, then its reference, then its phone. */
export class OutcomeRules {
  readonly #rules = new Scripts<OutcomeRule>();

  /** Adds a rule behind those that are there. */
  add(rule: OutcomeRule): void {
    this.#rules.add(rule);
  }

  /** Takes all rules back. */
  clear(): void {
    this.#rules.clear();
  }

  /** The outcome for this payment; `fallback` when nothing asks for another. Uses up a rule. */
  choose(subject: PaymentSubject, fallback: Outcome): Outcome {
    return (
      this.#byRule(subject) ??
      findOutcome(API_REF_PATTERN.exec(subject.apiRef)?.[1] ?? '') ??
      outcomeOfPhone(subject.phone) ??
      fallback
    );
  }

  #byRule(subject: PaymentSubject): Outcome | undefined {
    const rule = this.#rules.take(
      ({ phone = '', apiRef = '' }) =>
        subject.phone.endsWith(phone) && subject.apiRef.startsWith(apiRef),
    );
    return rule === undefined ? undefined : findOutcome(rule.outcome);
  }
}
