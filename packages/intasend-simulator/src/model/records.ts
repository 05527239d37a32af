import { type Stamp } from '../engine/stamps.js';
import { type Outcome } from '../outcomes/outcome.js';
import { type Account } from './account.js';
import { type PaymentProvider, type Tariff } from './fees.js';
import { type Cents } from './money.js';
import { type WalletTransaction } from './wallet.js';

/** A payer. There is one record per phone number and account, used for all payments. */
export interface Customer {
  readonly id: string;
  readonly phone: string;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  readonly createdAt: Stamp;
  updatedAt: Stamp;
}

/** The money that was really taken, whatever the invoice says afterwards. */
export interface Taking {
  readonly cents: Cents;
  readonly currency: string;
  readonly at: Stamp;
}

/** One prompt with its result. */
export interface Invoice {
  readonly id: string;
  /** IntaSend's payment session: the outer `id` of an STK response. */
  readonly sessionId: string;
  account: Account;
  readonly customer: Customer;
  readonly provider: PaymentProvider;
  readonly apiRef: string;
  /** The amount of the prompt. */
  readonly prompted: Cents;
  readonly host: string;
  /** The field `account` of IntaSend: the payer's phone number, or e-mail address for a card. */
  readonly payer: string;
  readonly checkout: Checkout | null;
  readonly link: PaymentLink | null;
  /** Its outcome, chosen at the beginning. */
  readonly outcome: Outcome;
  state: string;
  currency: string;
  value: Cents;
  charges: Cents;
  net: Cents;
  receipt: string | null;
  /** The field of the receipt; recorded traffic of 2026 uses `provider_ref`. */
  receiptField: 'mpesa_reference' | 'provider_ref';
  clearingStatus: string | null;
  retryCount: number;
  failedReason: string | null;
  failedCode: string | null;
  taken: Taking | null;
  /** The wallet that gets the money; null is the main one. */
  readonly walletId: string | null;
  /** The wallet transaction of the payment, once it was paid. */
  sale: WalletTransaction | null;
  readonly createdAt: Stamp;
  updatedAt: Stamp;
}

/** A hosted checkout page. It has no invoice until someone tries to pay. */
export interface Checkout {
  readonly id: string;
  account: Account;
  readonly signature: string;
  readonly link: PaymentLink | null;
  readonly apiRef: string | null;
  /** 0: the payer chooses. */
  readonly amount: Cents;
  readonly currency: string;
  readonly method: string | null;
  readonly mobileTariff: Tariff;
  readonly cardTariff: Tariff;
  readonly redirectUrl: string | null;
  readonly host: string;
  readonly details: CheckoutDetails;
  /** All attempts to pay it, oldest first. */
  readonly invoices: Invoice[];
  readonly createdAt: Stamp;
}

/** The details that the merchant sent about the payer, which are only echoed. */
export interface CheckoutDetails {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly country: string | null;
  readonly address: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zipcode: string | null;
  readonly comment: string | null;
  readonly walletId: string | null;
  readonly channel: string;
  readonly version: string | null;
}

/** A reusable link that many people can pay. */
export interface PaymentLink {
  readonly id: string;
  account: Account;
  title: string;
  /** 0: the payer chooses. */
  amount: Cents;
  currency: string;
  /** 0: no limit. */
  usageLimit: number;
  isActive: boolean;
  mobileTariff: Tariff;
  cardTariff: Tariff;
  redirectUrl: string | null;
  readonly createdAt: Stamp;
  updatedAt: Stamp;
}

/** A merchant's request for a refund. */
export interface Chargeback {
  readonly id: string;
  readonly sessionId: string;
  readonly transactionId: string;
  account: Account;
  readonly invoice: Invoice;
  readonly amount: Cents;
  readonly reason: string;
  readonly reasonDetails: string | null;
  status: string;
  resolution: string | null;
  readonly createdAt: Stamp;
  updatedAt: Stamp;
}
