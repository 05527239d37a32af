import { type Ids } from 'simulator-core';
import { type Behaviour } from '../behaviour.js';
import { type Stamp, type Stamps } from '../engine/stamps.js';
import { type Account } from './account.js';
import { type Cents } from './money.js';
import { type Invoice } from './records.js';
import { type Store } from './store.js';

/** SETTLEMENT: the main wallet of a currency, which every account has. WORKING: a sub-account. */
export type WalletType = 'SETTLEMENT' | 'WORKING';

/** The reason of a transaction; all names except SALE are guesses. */
export type TransactionType = 'SALE' | 'TRANSFER' | 'PAYOUT' | 'PAYOUT-REVERSAL' | 'REFUND';

/** Money that came into a wallet or left it. */
export interface WalletTransaction {
  readonly id: string;
  /** The payment that it comes from, if any. */
  readonly invoice: Invoice | null;
  /** Negative when it left the wallet. */
  readonly value: Cents;
  readonly narrative: string;
  readonly type: TransactionType;
  status: string;
  readonly createdAt: Stamp;
  updatedAt: Stamp;
}

/** A wallet of an account. */
export interface Wallet {
  readonly id: string;
  account: Account;
  readonly label: string;
  readonly type: WalletType;
  readonly currency: string;
  /** Whether it can pay for payouts. */
  readonly canDisburse: boolean;
  /** The balance before the first transaction. */
  readonly opening: Cents;
  /** Oldest first. */
  readonly transactions: WalletTransaction[];
  updatedAt: Stamp;
}

/** The parts that wallets need. */
export interface WalletParts {
  readonly behaviour: Readonly<Behaviour>;
  readonly store: Store;
  readonly ids: Ids;
  readonly stamps: Stamps;
}

/** The properties of a wallet that the merchant chooses. */
export type WalletTerms = Pick<Wallet, 'label' | 'type' | 'currency' | 'canDisburse'>;

/** The currency of test money. */
const TEST_MONEY = 'KES';

/** Creates a wallet. */
export function openWallet(
  { store, ids, stamps }: WalletParts,
  account: Account,
  terms: WalletTerms,
  opening: Cents = 0,
): Wallet {
  const wallet: Wallet = {
    ...terms,
    id: ids.short(),
    account,
    opening,
    transactions: [],
    updatedAt: stamps.next(),
  };
  store.wallets.set(wallet.id, wallet);
  return wallet;
}

/** Returns the main wallet of a currency, and creates it if needed. */
export function settlementWallet(parts: WalletParts, account: Account, currency: string): Wallet {
  const known = parts.store.settlementWalletOf(account, currency);
  if (known !== undefined) return known;
  const opening = currency === TEST_MONEY ? parts.behaviour.openingBalance * 100 : 0;
  const terms: WalletTerms = { label: 'default', type: 'SETTLEMENT', currency, canDisburse: true };
  return openWallet(parts, account, terms, opening);
}

/** Adds a transaction to a wallet. */
export function post(
  { ids, stamps }: WalletParts,
  wallet: Wallet,
  entry: Pick<WalletTransaction, 'value' | 'narrative' | 'type'> & { readonly invoice?: Invoice },
): WalletTransaction {
  const now = stamps.next();
  const transaction: WalletTransaction = {
    invoice: null,
    ...entry,
    id: ids.short(),
    status: 'AVAILABLE',
    createdAt: now,
    updatedAt: now,
  };
  wallet.transactions.push(transaction);
  wallet.updatedAt = now;
  return transaction;
}

/** The balance of a wallet. */
export const balanceOf = ({ opening, transactions }: Wallet): Cents =>
  transactions.reduce((sum, { value }) => sum + value, opening);

/** Adds the net amount of a payment to its wallet. */
export function creditSale(parts: WalletParts, invoice: Invoice): void {
  const { account, walletId, currency, net } = invoice;
  const named = walletId === null ? undefined : parts.store.walletOf(account, walletId);
  const wallet = named?.currency === currency ? named : settlementWallet(parts, account, currency);
  invoice.sale = post(parts, wallet, { invoice, value: net, narrative: 'Payment', type: 'SALE' });
}
