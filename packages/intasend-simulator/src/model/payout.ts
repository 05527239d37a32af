import { type Stamp } from '../engine/stamps.js';
import { type Account } from './account.js';
import { type Cents } from './money.js';
import { type Wallet } from './wallet.js';

/** The kinds of payouts, with the names of IntaSend's clients. */
export const PAYOUT_PROVIDERS = [
  'MPESA-B2C',
  'MPESA-B2B',
  'PESALINK',
  'INTASEND',
  'AIRTIME',
] as const;
export type PayoutProvider = (typeof PAYOUT_PROVIDERS)[number];

/**
 * The fee of each transaction. 10.00 for a small M-Pesa payout was recorded, and transfers between
 * IntaSend accounts are documented as free; the others are guesses.
 */
export const PAYOUT_CHARGES: Readonly<Record<PayoutProvider, Cents>> = {
  'MPESA-B2C': 10_00,
  'MPESA-B2B': 20_00,
  PESALINK: 50_00,
  INTASEND: 0,
  AIRTIME: 0,
};

/** A status with its documented code. */
export interface Status {
  readonly text: string;
  readonly code: string;
}

/** The statuses of a request in the simulator. IntaSend documents more intermediate ones. */
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

/** A payment to one receiver. */
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
  /** The receipt, after it was sent. */
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

/** The sum of transactions, with or without their fees. */
export const totalOf = (items: readonly PayoutItem[], part: 'amount' | 'charge'): Cents =>
  items.reduce((sum, item) => sum + item[part], 0);
