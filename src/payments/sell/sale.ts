import { type Money } from '../../common/money/money.js';
import { type PhoneNumber } from '../../common/phone/phone.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { type ProviderAccount } from '../../providers/payment-provider.js';
import { type PaymentMethod } from '../domain/payment-method.js';

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

/** A request that has passed every check but the amount, with all that is needed to carry it out. */
export interface Sale {
  readonly request: SaleRequest;
  readonly phone: PhoneNumber;
  readonly sold: PackageSnapshot;
  readonly provider: ProviderCode;
  readonly credentialId: number;
  /** Which of the keys that these credentials have had. */
  readonly credentialVersion: number;
  readonly account: ProviderAccount;
}
