import { type Money } from '../../common/money/money.js';
import { type PhoneNumber } from '../../common/phone/phone.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { type ProviderAccount } from '../../providers/payment-provider.js';
import { type PaymentMethod } from '../domain/index.js';
import { type PaymentRecord } from '../payment-record.js';
import { type SealedAccount } from './open-account.js';

/** What a customer asks to buy, as the portal sends it. */
export interface SaleRequest {
  readonly userId: number;
  readonly routerId: number;
  readonly packageId: number;
  readonly phoneNumber: string;
  readonly amount: Money;
  readonly paymentMethod: PaymentMethod;
  readonly macAddress: string;
  readonly ipAddress: string;
}

/** What is sold, fixed at this moment: a later change of the package changes nothing sold. */
export interface PackageSnapshot {
  readonly name: string;
  readonly price: Money;
  readonly durationHours: number;
  readonly downloadSpeedMbps: number;
  readonly uploadSpeedMbps: number;
}

/** Whom the provider asks for the money, and the account that it goes to. */
export interface Payer {
  readonly phone: PhoneNumber;
  readonly account: ProviderAccount;
}

/** A request that has passed every check, with all that is needed to carry it out. */
export interface Sale extends Payer {
  readonly request: SaleRequest;
  readonly sold: PackageSnapshot;
  readonly provider: ProviderCode;
  readonly credentialId: number;
  /** Which of the keys that these credentials have had. */
  readonly credentialVersion: number;
}

/** Another attempt of a failed payment, which has passed every check. */
export interface Retry extends Payer {
  readonly userId: number;
  readonly paymentId: string;
  readonly credential: SealedAccount;
}

/** An attempt that is committed and has not been sent yet. */
export interface CommittedAttempt {
  /** The payment with this attempt as its newest. */
  readonly record: PaymentRecord;
  /** What the provider knows the attempt by. */
  readonly reference: string;
}

/** An attempt of which the provider has been told, or may have been. */
export interface SentAttempt {
  /**
   * `unknown`: the phone may be ringing; webhook, checks and reconciliation find out. Also when the
   * provider has refused although an event about the payment has come: then something was sent.
   */
  readonly outcome: 'accepted' | 'unknown';
  readonly record: PaymentRecord;
}

/** How a request for a prompt ended. `already_sent`: the prompt of an earlier request is still out. */
export interface PromptedSale {
  readonly outcome: SentAttempt['outcome'] | 'already_sent';
  readonly record: PaymentRecord;
}
