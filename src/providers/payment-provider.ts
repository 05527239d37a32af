import { type Secret } from '../common/crypto/secret.js';
import { type Money } from '../common/money/money.js';
import { type PhoneNumber } from '../common/phone/phone.js';
import { type ProviderCode, type ProviderEnvironment } from './provider-code.js';

/** An operator's account at the provider, with its decrypted keys. */
export interface ProviderAccount {
  readonly environment: ProviderEnvironment;
  readonly publishableKey: string;
  readonly privateKey: Secret;
}

/** A payment prompt to send to the customer's phone (an STK push, for M-Pesa). */
export interface PromptRequest {
  /** Our reference. The provider repeats it in every report about this attempt. */
  readonly reference: string;
  readonly amount: Money;
  readonly phone: PhoneNumber;
  readonly timeoutMs: number;
}

/** A payment page to create, which the provider hosts. */
export interface LinkRequest extends PromptRequest {
  readonly method: 'mpesa' | 'card' | 'bank';
  /** The URL to which the provider redirects the customer's browser after the payment. */
  readonly returnUrl: string;
}

/** The provider accepted the request; nothing is paid yet. */
export interface PromptAccepted {
  readonly providerPaymentId: string;
  readonly invoiceId: string;
  readonly state: string;
}
export interface LinkCreated {
  readonly providerPaymentId: string;
  readonly url: string;
  readonly state: string;
  /** Authorises a status query about the page; expires soon. */
  readonly signature: Secret | null;
}

/** An attempt to ask the provider about. */
export interface AskedAttempt {
  readonly reference: string;
  readonly channel: 'prompt' | 'link';
  readonly invoiceId: string | null;
  /** The hosted page and its signature; null for a prompt, or when no signature is stored. */
  readonly checkout: { readonly id: string; readonly signature: Secret } | null;
  /** Time since the attempt was created, in ms. */
  readonly ageMs: number;
}

/** A report of the provider about one invoice, mapped to our terms. */
export interface ProviderReport {
  readonly invoiceId: string;
  /** Our reference; empty when the report carries none. */
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

/** A parsed webhook whose sender is not verified yet. */
export interface WebhookNotice {
  readonly kind: 'collection' | 'payout' | 'chargeback' | 'other';
  /** Two deliveries of the same event have the same key. */
  readonly dedupeKey: string;
  readonly invoiceId: string | null;
  readonly reference: string | null;
  readonly state: string | null;
  /** The shared secret in the webhook, if any. */
  readonly challenge: Secret | null;
  /** The event as a report; null for events that are not about a collection. */
  readonly report: ProviderReport | null;
  /** The body to store: without the challenge, and with nothing that the database refuses. */
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * The documented fields of the body, with their values truncated. This is stored when the sender
   * is not authenticated. Parsing it gives the same notice, except for the key.
   */
  readonly knownFields: Readonly<Record<string, unknown>>;
}

/**
 * The port to a payment provider. An implementation does not know the database. A call returns a
 * value or throws one of the three errors of `provider-errors.ts`.
 */
export interface PaymentProvider {
  readonly code: ProviderCode;

  /** Sends a prompt to a phone. Not idempotent: each call sends another prompt. */
  prompt(request: PromptRequest, account: ProviderAccount): Promise<PromptAccepted>;

  /** Creates a payment page. */
  createLink(request: LinkRequest, account: ProviderAccount): Promise<LinkCreated>;

  /** Fetches the invoices of an attempt, oldest first. Empty when there is none. Idempotent. */
  fetchReports(
    attempt: AskedAttempt,
    account: ProviderAccount,
    timeoutMs: number,
  ): Promise<readonly ProviderReport[]>;

  /**
   * Checks whether the provider accepts an account's keys, without changing anything.
   * @throws ProviderError when the provider gives no answer
   */
  verifyAccount(account: ProviderAccount, timeoutMs: number): Promise<boolean>;

  /** Parses an unverified webhook. Never throws, whatever the body contains. */
  readWebhook(body: Readonly<Record<string, unknown>>): WebhookNotice;
}
