import { type Stamp } from '../engine/stamps.js';
import { type Account } from './account.js';
import { type Cents } from './money.js';
import { type Wallet } from './wallet.js';

/** The kinds of payouts, as IntaSend's clients name them. */
export const PAYOUT_PROVIDERS = [
  'MPESA-B2C',
  'MPESA-B2B',
  'PESALINK',
  'INTASEND',
  'AIRTIME',
] as const;
export type PayoutProvider = (typeof PAYOUT_PROVIDERS)[number];

/**
 * What each transaction costs. 10.00 for a small M-Pesa payout is on record and transfers between
 * IntaSend accounts are documented as free; the others are guesses.
 */
export const PAYOUT_CHARGES: Readonly<Record<PayoutProvider, Cents>> = {
  'MPESA-B2C': 10_00,
  'MPESA-B2B': 20_00,
  PESALINK: 50_00,
  INTASEND: 0,
  AIRTIME: 0,
};

/** A status with the code that IntaSend documents for it. */
export interface Status {
  readonly text: string;
  readonly code: string;
}

/** The statuses of a request that the simulator gives; IntaSend documents some more in between. */
export const PAYOUT_STATUSES = {
  waiting: { text: 'Preview and approve', code: 'BP103' },
  confirming: { text: 'Confirming balance', code: 'BP104' },
  short: { text: 'Failed Processing', code: 'BF105' },
  sending: { text: 'Sending payment', code: 'BP110' },
  completed: { text: 'Completed', code: 'BC100' },
} as const satisfies Record<string, Status>;

/** The statuses of a single transaction. */
export const ITEM_STATUSES = {
  pending: { text: 'Pending', code: 'TP101' },
  processing: { text: 'Processing', code: 'TP102' },
  notSent: { text: 'Failed', code: 'TF103' },
  successful: { text: 'Successful', code: 'TS100' },
  failed: { text: 'Failed', code: 'TF106' },
} as const satisfies Record<string, Status>;

/** Money for one receiver. */
export interface PayoutItem {
  readonly id: string;
  readonly reference: string;
  readonly name: string | null;
  readonly account: string;
  readonly accountType: string | null;
  readonly accountReference: string | null;
  readonly bankCode: string | null;
  readonly idempotencyKey: string | null;
  readonly amount: Cents;
  readonly charge: Cents;
  readonly narrative: string | null;
  status: Status;
  failedReason: string | null;
  /** The receipt, once it is sent. */
  providerReference: string | null;
  readonly createdAt: Stamp;
  updatedAt: Stamp;
}

/** A request to send money to one or several receivers. */
export interface Payout {
  readonly fileId: string;
  readonly trackingId: string;
  readonly nonce: string;
  account: Account;
  wallet: Wallet;
  readonly provider: PayoutProvider;
  readonly currency: string;
  readonly items: readonly PayoutItem[];
  status: Status;
  readonly createdAt: Stamp;
  updatedAt: Stamp;
}

/** What all transactions of some amount to, with or without their charges. */
export const totalOf = (items: readonly PayoutItem[], part: 'amount' | 'charge'): Cents =>
  items.reduce((sum, item) => sum + item[part], 0);
