import { type Money } from '../../common/money/money.js';
import { type Unverifiable } from './unverifiable.js';

/** What a provider says of one of its invoices, in our words. */
export interface Report {
  /**
   * `part_paid`: some money was taken, and not all of it, whatever amount is named. `open` is
   * whatever is not surely one of the others.
   */
  readonly outcome: 'open' | 'paid' | 'part_paid' | 'failed';
  /** The provider's own state, kept as it was sent. */
  readonly state: string;
  readonly invoiceId: string;
  /** What was collected; null when it could not be read. */
  readonly amount: Money | null;
  /** The receipt of the mobile-money company, if it is known yet. */
  readonly receipt: string | null;
  readonly failure: ReportedFailure | null;
  /** When the provider says so; null when it does not say. */
  readonly at: Date | null;
}

/** Why the customer has not paid. */
export interface ReportedFailure {
  /** In words for the customer. */
  readonly message: string;
  /** The provider's words and code, as hints for people. */
  readonly reason: string | null;
  readonly code: string | null;
}

/** The ids under which a provider keeps an attempt that it has accepted. */
export interface Acceptance {
  readonly providerPaymentId: string;
  /** Empty for a link: there is no invoice until someone starts to pay. */
  readonly invoiceId: string | null;
  readonly state: string;
  readonly paymentUrl: string | null;
  readonly linkSignatureSealed: string | null;
}

/** A status that an operator sets by hand, on their own responsibility. */
export interface ManualOverride {
  /** The operator's user name. */
  readonly operator: string;
  readonly reason: string;
  /** The M-Pesa receipt of the money, if the operator has seen one. */
  readonly receipt: string | null;
}

/** What may say which invoice is an attempt's. */
export type NamesInvoice =
  | { readonly kind: 'accepted'; readonly acceptance: Acceptance }
  | { readonly kind: 'report'; readonly report: Report };

/** An event about one attempt of a payment; whatever can change a payment is one. */
export type PaymentEvent =
  /** What names an invoice that another attempt of the same operator has already. */
  | { readonly kind: 'invoice_taken'; readonly event: NamesInvoice }
  | NamesInvoice
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'not_sent'; readonly reason: string }
  | { readonly kind: 'outcome_unknown'; readonly reason: string }
  /** `unverifiable`: why nobody could be asked whether it was paid, if nobody could. */
  | { readonly kind: 'expired'; readonly unverifiable?: Unverifiable | null }
  /** Something was reported, and why nobody could be asked whether it is true. */
  | { readonly kind: 'unverifiable'; readonly why: Unverifiable }
  | { readonly kind: 'marked_completed'; readonly override: ManualOverride }
  | { readonly kind: 'marked_failed'; readonly override: ManualOverride };
