import { type Type } from '@nestjs/common';
import { type Secret } from '../common/crypto/secret.js';
import { type Money } from '../common/money/money.js';
import { type PhoneNumber } from '../common/phone/phone.js';
import { type CredentialFormat } from './credential-format.js';
import { type ProviderCode, type ProviderEnvironment } from './provider-code.js';

/**
 * An operator's account at the provider: what the provider's credential fields hold, without the
 * webhook secret. The server stores the values and does not know what they mean.
 */
export interface ProviderAccount {
  readonly environment: ProviderEnvironment;
  /** The decrypted values by the names that the provider declares. */
  readonly values: Readonly<Record<string, Secret>>;
}

/** What a provider can do. */
export interface ProviderCapabilities {
  /** Whether it hosts payment pages: `createLink` is not called otherwise. */
  readonly links: boolean;
  /** The payment methods that its pages offer. */
  readonly methods: readonly PayingMethod[];
  /**
   * Whether it finds an attempt by our reference. Without, an attempt whose invoice is not known
   * cannot be looked up, which is another answer than that there is none.
   */
  readonly lookupByReference: boolean;
  /**
   * The hosts that a customer's browser loads for a payment page, which a hotspot must let through
   * before anything is paid. `*.` stands for every name below.
   */
  readonly checkoutHosts: readonly string[];
  /** Whether it takes the URL of webhooks by its API: `subscribeWebhooks` is not called otherwise. */
  readonly webhookSubscriptions: boolean;
}

/** How a customer pays on a payment page. */
export type PayingMethod = 'mpesa' | 'card' | 'bank';

/** A payment prompt to send to the customer's phone (an STK push, for M-Pesa). */
export interface PromptRequest {
  /** Our reference. The provider repeats it in every report about this attempt. */
  readonly reference: string;
  readonly amount: Money;
  readonly phone: PhoneNumber;
  /** Where the provider may report about the attempt, if it takes the URL with the request. */
  readonly callbackUrl: string;
  readonly timeoutMs: number;
}

/** A payment page to create, which the provider hosts. */
export interface LinkRequest extends PromptRequest {
  readonly method: PayingMethod;
  /** The URL to which the provider redirects the customer's browser after the payment. */
  readonly returnUrl: string;
}

/**
 * The provider accepted the request; nothing is paid yet. The ids are null when it accepted without
 * saying which ones: a report finds the attempt by its reference then.
 */
export interface PromptAccepted {
  readonly providerPaymentId: string | null;
  readonly invoiceId: string | null;
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

/** The provider's fee for collected money. The two may differ from the amount by a rounding. */
export interface ReportedCharges {
  readonly fee: Money;
  /** What the seller receives. */
  readonly net: Money;
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
  /** Null or absent when the report does not tell. */
  readonly charges?: ReportedCharges | null;
  readonly failure: {
    readonly message: string;
    readonly reason: string | null;
    readonly code: string | null;
  } | null;
  readonly at: Date | null;
}

/** A webhook as it came. */
export interface WebhookDelivery {
  /** The bytes of the body, which a signature covers. */
  readonly rawBody: Buffer;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The parsed body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A transaction at an operator's till that the provider reports by itself, prompted or not. */
export interface TillTransaction {
  readonly type: 'received' | 'reversed';
  /** The provider's id of the transaction, which the events about it share. */
  readonly id: string;
  readonly till: string;
  /** Null when it could not be read. */
  readonly amount: Money | null;
  /** The receipt of the mobile money company. */
  readonly receipt: string;
  /** The phone that paid; null when the provider hides it or it is no number of a phone. */
  readonly phone: PhoneNumber | null;
  /** The provider's digest of the phone, if it sent one. */
  readonly hashedPhone: string | null;
  /** When it happened, by the provider's clock. */
  readonly at: Date | null;
}

/** Webhooks to subscribe to. */
export interface SubscriptionRequest {
  /** Where the provider is to send them. */
  readonly callbackUrl: string;
  readonly timeoutMs: number;
}

/** A subscription that the provider has accepted. */
export interface WebhookSubscription {
  /** The provider's name of the event. */
  readonly event: string;
  /** The provider's id of the subscription; null when it named none. */
  readonly id: string | null;
}

/** A parsed webhook. Whether its sender is authentic is another question. */
export interface WebhookNotice {
  /**
   * `collection`: the result of an attempt. `till_transaction`: money at a till, which may be the
   * money of an attempt.
   */
  readonly kind: 'collection' | 'payout' | 'chargeback' | 'till_transaction' | 'other';
  /** Two deliveries of the same event have the same key. */
  readonly dedupeKey: string;
  readonly invoiceId: string | null;
  readonly reference: string | null;
  readonly state: string | null;
  /** The event as a report; null for events that are not about a collection. */
  readonly report: ProviderReport | null;
  /** The event as a transaction; null for all other kinds than `till_transaction`. */
  readonly transaction: TillTransaction | null;
  /** The body to store: without a secret, and with nothing that the database refuses. */
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
  readonly capabilities: ProviderCapabilities;
  /** The longest that one call may take, in ms. */
  readonly timeoutMs: number;

  /** Sends a prompt to a phone. Not idempotent: each call sends another prompt. */
  prompt(request: PromptRequest, account: ProviderAccount): Promise<PromptAccepted>;

  /** Creates a payment page. Called only if the provider has links. */
  createLink(request: LinkRequest, account: ProviderAccount): Promise<LinkCreated>;

  /**
   * Fetches the invoices of an attempt, oldest first. Empty when there is none. Idempotent. Called
   * without an invoice only if the provider looks attempts up by their reference.
   */
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

  /**
   * Subscribes a URL to the webhooks about the account's till, with its payments and reversals.
   * Called only if the provider has subscriptions. Not idempotent: a second subscription may send
   * each event again.
   * @throws ProviderError how the first subscription that failed ended
   */
  subscribeWebhooks(
    request: SubscriptionRequest,
    account: ProviderAccount,
  ): Promise<readonly WebhookSubscription[]>;

  /**
   * Parses the body of an unverified webhook, as it came or as it was stored. Never throws, whatever
   * the body contains.
   */
  readWebhook(body: Readonly<Record<string, unknown>>): WebhookNotice;

  /**
   * Whether a webhook proves that its sender knows the webhook secret. Compares in constant time,
   * and never throws.
   */
  isAuthentic(delivery: WebhookDelivery, webhookSecret: Secret): boolean;
}

/** What a folder of `providers` exports: everything that the server has to know of a provider. */
export interface ProviderDefinition {
  readonly code: ProviderCode;
  readonly credentials: CredentialFormat;
  /** The class of the provider, which Nest makes. */
  readonly provider: Type<PaymentProvider>;
}

/**
 * A value of an account.
 * @throws Error when the account lacks it, which its format should have refused
 */
export function valueOf({ values }: ProviderAccount, name: string): Secret {
  const value = values[name];
  if (value === undefined) throw new Error(`The account has no ${name}`);
  return value;
}
