import { type Secret } from '../common/crypto/secret.js';
import { type Money } from '../common/money/money.js';
import { type PhoneNumber } from '../common/phone/phone.js';
import { type ProviderCode, type ProviderEnvironment } from './provider-code.js';

/** An operator's opened keys at the provider. */
export interface ProviderAccount {
  readonly environment: ProviderEnvironment;
  readonly publishableKey: string;
  readonly privateKey: Secret;
}

/** Ask a customer for money by a prompt on the phone. */
export interface PromptRequest {
  /** What the provider echoes in everything it says about it. */
  readonly reference: string;
  readonly amount: Money;
  readonly phone: PhoneNumber;
  readonly timeoutMs: number;
}

/** Ask a customer for money by a page that the provider hosts. */
export interface LinkRequest extends PromptRequest {
  readonly method: 'mpesa' | 'card' | 'bank';
  /** Where the customer's browser goes after paying. */
  readonly returnUrl: string;
}

/** The provider has taken the request; nothing is paid yet. */
export interface PromptAccepted {
  readonly providerPaymentId: string;
  readonly invoiceId: string;
  readonly state: string;
}
export interface LinkCreated {
  readonly providerPaymentId: string;
  readonly url: string;
  readonly state: string;
  /** Lets its bearer ask about the page; short-lived. */
  readonly signature: Secret | null;
}

/** What we know of an attempt when we ask about it. */
export interface AskedAttempt {
  readonly reference: string;
  readonly channel: 'prompt' | 'link';
  readonly invoiceId: string | null;
  /** The page of a link, for the time in which its signature opens it; null when there is none. */
  readonly checkout: { readonly id: string; readonly signature: Secret } | null;
  /** How long ago it was made, in ms. */
  readonly ageMs: number;
}

/** What the provider says of one invoice, in our words. */
export interface ProviderReport {
  readonly invoiceId: string;
  /** The reference that it echoes; empty when it echoes none. */
  readonly reference: string;
  readonly outcome: 'open' | 'paid' | 'part_paid' | 'failed';
  readonly state: string;
  readonly amount: Money | null;
  readonly receipt: string | null;
  readonly failure: {
    readonly message: string;
    readonly reason: string | null;
    readonly code: string | null;
  } | null;
  readonly at: Date | null;
}

/** What a webhook says before anybody has decided whether to believe it. */
export interface WebhookNotice {
  readonly kind: 'collection' | 'payout' | 'chargeback' | 'other';
  /** Two deliveries of the same news have the same key. */
  readonly dedupeKey: string;
  readonly invoiceId: string | null;
  readonly reference: string | null;
  readonly state: string | null;
  /** The shared secret that it brought along, if any. */
  readonly challenge: Secret | null;
  /** Its content as a report; null for other kinds of events. */
  readonly report: ProviderReport | null;
  /** The body to keep: without the challenge, and fit for the database. */
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * The part of the body that the provider is known to send, cut to size: what is kept of an event
   * whose sender is unknown. Reading it again gives the same notice, but for the key.
   */
  readonly knownFields: Readonly<Record<string, unknown>>;
}

/**
 * What the server needs of a payment provider. An implementation knows no row and no SQL.
 * Calls end in a value or throw one of the three errors of `provider-errors.ts`.
 */
export interface PaymentProvider {
  readonly code: ProviderCode;
  /** How receipts and lists call the channel of a prompt, such as `M-PESA`. */
  readonly promptChannelName: string;

  /** Prompts a phone. Not safe to repeat: each call is another prompt. */
  prompt(request: PromptRequest, account: ProviderAccount): Promise<PromptAccepted>;

  /** Makes a payable page. */
  createLink(request: LinkRequest, account: ProviderAccount): Promise<LinkCreated>;

  /** What it knows of an attempt, oldest invoice first; nothing when it knows of none. Safe to repeat. */
  fetchReports(
    attempt: AskedAttempt,
    account: ProviderAccount,
    timeoutMs: number,
  ): Promise<readonly ProviderReport[]>;

  /**
   * Whether the provider accepts an account's keys. Changes nothing there.
   * @throws ProviderError when it does not say
   */
  verifyAccount(account: ProviderAccount, timeoutMs: number): Promise<boolean>;

  /** Reads an unverified webhook. Never throws, whatever the body holds. */
  readWebhook(body: Readonly<Record<string, unknown>>): WebhookNotice;
}
