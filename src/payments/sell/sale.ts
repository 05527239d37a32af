import { type Secret } from '../../common/crypto/secret.js';
import { type Money } from '../../common/money/money.js';
import { type PhoneNumber } from '../../common/phone/phone.js';
import { type SealedAccount } from '../../credentials/sealed-account.sql.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { type ProviderAccount } from '../../providers/payment-provider.js';
import { type PaymentMethod } from '../domain/index.js';
import { type PaymentRecord } from '../payment-record.js';

/** The choice of a customer, as sent by the portal. */
export interface SaleRequest {
  readonly userId: number;
  /** Whom the customer pays through; null: whom router and operator prefer. */
  readonly provider: ProviderCode | null;
  readonly routerId: number;
  readonly packageId: number;
  readonly phoneNumber: string;
  readonly amount: Money;
  readonly paymentMethod: PaymentMethod;
  readonly macAddress: string;
  readonly ipAddress: string;
  /** SHA-256 of the access claim of an earlier sale, which the request carries; null: none. */
  readonly earlierClaimHash: string | null;
  /**
   * The access claim of the payment, 128 random bits in hex; absent: a new one is drawn. Whoever draws it
   * before the sale recognises the payment of a first tap by it.
   */
  readonly claim?: Secret;
}

/**
 * The sold package, copied at this moment, so that later changes of the package do not affect it.
 */
export interface PackageSnapshot {
  readonly name: string;
  readonly price: Money;
  readonly durationHours: number;
  readonly downloadSpeedMbps: number;
  readonly uploadSpeedMbps: number;
  /** The maximum number of devices. */
  readonly deviceLimit: number;
  /** In units of 1,000,000 bytes; null: no cap. */
  readonly dataCapMb: number | null;
}

/** The phone that pays, and the account that receives the money. */
export interface Payer {
  readonly phone: PhoneNumber;
  readonly account: ProviderAccount;
}

/** A request that has passed every check, with everything needed to execute it. */
export interface Sale extends Payer {
  readonly request: SaleRequest & { readonly provider: ProviderCode };
  readonly sold: PackageSnapshot;
  readonly credentialId: number;
  /** The version of the credentials' keys. */
  readonly credentialVersion: number;
}

/** Another attempt of a failed payment, which has passed every check. */
export interface Retry extends Payer {
  readonly userId: number;
  readonly paymentId: string;
  readonly credential: SealedAccount;
}

/** An attempt that is committed but not sent yet. */
export interface CommittedAttempt {
  /** The payment with this attempt as its newest. */
  readonly record: PaymentRecord;
  /** The provider's name of the attempt. */
  readonly reference: string;
  /** The access claim of a new payment. */
  readonly claim?: Secret;
}

/** A new payment that is committed but not sent yet. */
export interface CommittedSale extends CommittedAttempt {
  /** It is in the first answer, also in an error, and only its SHA-256 is stored. */
  readonly claim: Secret;
}

/** An attempt that was sent, or may have been sent, to the provider. */
export interface SentAttempt {
  /**
   * `unknown`: the phone may be ringing; a webhook, status checks or reconciliation will show it.
   * It is also the outcome when the provider has refused the call although an event about the
   * payment came, because something was sent then.
   */
  readonly outcome: 'accepted' | 'unknown';
  readonly record: PaymentRecord;
}

/** A new payment that was sent, or may have been sent, to the provider. */
export interface SentSale extends SentAttempt {
  readonly claim: Secret;
}

/** The payment of an earlier request whose prompt is active. */
export interface EarlierSale {
  readonly outcome: 'already_sent';
  readonly record: PaymentRecord;
}
