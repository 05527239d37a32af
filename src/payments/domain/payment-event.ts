import { type Money } from '../../common/money/money.js';
import { type ReceivedMoney } from './received-money.js';
import { type ReviewResolution } from './resolve-review.js';
import { type ReviewReason } from './review-reason.js';
import { type Unverifiable } from './unverifiable.js';

/** A provider report about one invoice. */
export interface Report {
  /**
   * `part_paid`: some of the money was taken, whatever amount is reported. `open`: anything that is
   * not surely one of the others.
   */
  readonly outcome: 'open' | 'paid' | 'part_paid' | 'failed';
  /** The provider's own state, as sent. */
  readonly state: string;
  readonly invoiceId: string;
  /** The collected amount; null when it could not be read. */
  readonly amount: Money | null;
  /** The receipt of the mobile money company, if it is known yet. */
  readonly receipt: string | null;
  /** What the provider keeps of the money, if it tells. No rule depends on it. */
  readonly charges?: ReportedCharges | null;
  readonly failure: ReportedFailure | null;
  /** The time of the report by the provider's clock, if it has one. */
  readonly at: Date | null;
}

/** The provider's fee for collected money. The two may differ from the amount by a rounding. */
export interface ReportedCharges {
  readonly fee: Money;
  /** What the seller receives. */
  readonly net: Money;
}

/** Why the customer has not paid. */
export interface ReportedFailure {
  /** A message for the customer. */
  readonly message: string;
  /** The provider's text and code, as hints for people. */
  readonly reason: string | null;
  readonly code: string | null;
}

/** The provider's ids of an attempt that it has accepted. */
export interface Acceptance {
  /** Null when the provider has accepted without naming it. */
  readonly providerPaymentId: string | null;
  /** Null for a link, which has no invoice until someone starts to pay. */
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
  /** The M-Pesa receipt, if the operator has seen one. */
  readonly receipt: string | null;
}

/** The events that may name the invoice of an attempt. */
export type NamesInvoice =
  | { readonly kind: 'accepted'; readonly acceptance: Acceptance }
  | { readonly kind: 'report'; readonly report: Report };

/** An event about one attempt of a payment: any input of the state machine. */
export type PaymentEvent =
  /** An event that names an invoice of another attempt of the same operator. */
  | { readonly kind: 'invoice_taken'; readonly event: NamesInvoice }
  | NamesInvoice
  /** A report whose receipt was counted for another payment of the same operator. */
  | { readonly kind: 'receipt_taken'; readonly report: Report }
  /** Money came without a prompt. */
  | { readonly kind: 'received'; readonly money: ReceivedMoney }
  /** The mobile money company took back the money of a receipt. */
  | { readonly kind: 'reversed'; readonly receipt: string }
  /** @property about whether the provider refuses every request with these keys */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly about?: 'request' | 'credentials';
    }
  | { readonly kind: 'not_sent'; readonly reason: string }
  | { readonly kind: 'outcome_unknown'; readonly reason: string }
  /** `unverifiable`: why the provider could not be asked whether it was paid. */
  | { readonly kind: 'expired'; readonly unverifiable?: Unverifiable | null }
  /** Something was reported that the provider cannot be asked about. */
  | { readonly kind: 'unverifiable'; readonly why: Unverifiable }
  | { readonly kind: 'marked_completed'; readonly override: ManualOverride }
  | { readonly kind: 'marked_failed'; readonly override: ManualOverride }
  /** `about`: the reason that the operator has looked at; null when that is not known. */
  | {
      readonly kind: 'review_resolved';
      readonly resolution: ReviewResolution;
      readonly about: ReviewReason | null;
    };
