import { type Secret } from '../../src/common/crypto/secret.js';
import {
  type PaymentProvider,
  type ProviderAccount,
  type ProviderCapabilities,
  type WebhookDelivery,
} from '../../src/providers/payment-provider.js';

/** What is to happen to the next call that asks for money. */
export type Fate = 'refused' | 'not sent' | 'lost on the way' | 'taken, its answer lost';

/** A provider with a simulator of its service. */
export interface ProviderBench {
  readonly provider: PaymentProvider;
  readonly account: ProviderAccount;
  /** Keys that the service does not know. */
  readonly strangeAccount: ProviderAccount;
  /** Decides what happens to the next call that asks for money. */
  script(fate: Fate): void;
  /** Lets every customer who is being asked pay, or cancel, and everything else come to rest. */
  finish(how: 'paid' | 'cancelled'): Promise<void>;
  /** A customer pays on the page of a link, and everything comes to rest. */
  payOnPage?(url: string): Promise<void>;
  /** A customer pays the account's till without a prompt, and everything comes to rest. */
  payTill?(phone: string, amount: string): Promise<{ readonly receipt: string }>;
  /** The money with this receipt is taken back, and everything comes to rest. */
  reverse?(receipt: string): Promise<void>;
  /** Where the service sends webhooks, when it is told to. */
  readonly callbackUrl: string;
  /** What proves that a webhook comes from the service. */
  readonly webhookSecret: Secret;
  /** The webhooks so far, oldest first. */
  webhooks(): readonly WebhookDelivery[];
  stop(): Promise<void>;
}

/** What decides which scenarios there are, as the provider has to say too. */
export type Abilities = Pick<
  ProviderCapabilities,
  'links' | 'lookupByReference' | 'webhookSubscriptions'
>;

/** A bench, and what its provider can do. */
export interface Contracted {
  readonly setUp: () => Promise<ProviderBench>;
  readonly abilities: Abilities;
}
