import { type Behaviour } from '../behaviour.js';
import { type Ids } from '../engine/ids.js';
import { type Stamp, type Stamps } from '../engine/stamps.js';
import { type Account } from './account.js';
import { type Cents } from './money.js';
import { type Invoice } from './records.js';
import { type Store } from './store.js';

/** SETTLEMENT: the main wallet of a currency, which every account has. WORKING: a sub-account. */
export type WalletType = 'SETTLEMENT' | 'WORKING';

/** What moved the money; the words are guesses except for SALE. */
export type TransactionType = 'SALE' | 'TRANSFER' | 'PAYOUT' | 'PAYOUT-REVERSAL' | 'REFUND';

/** Money that came into a wallet or left it. */
export interface WalletTransaction {
  readonly id: string;
  /** The payment it comes from, if any. */
  readonly invoice: Invoice | null;
  /** Less than 0 when it left. */
  readonly value: Cents;
  readonly narrative: string;
  readonly type: TransactionType;
  status: string;
  readonly createdAt: Stamp;
  updatedAt: Stamp;
}

/** Where an account's money lies. */
export interface Wallet {
  readonly id: string;
  account: Account;
  readonly label: string;
  readonly type: WalletType;
  readonly currency: string;
  /** Whether payouts may be made from it. */
  readonly canDisburse: boolean;
  /** What it held before its first transaction. */
  readonly opening: Cents;
  /** Oldest first. */
  readonly transactions: WalletTransaction[];
  updatedAt: Stamp;
}

/** What wallets are kept with. */
export interface WalletParts {
  readonly behaviour: Readonly<Behaviour>;
  readonly store: Store;
  readonly ids: Ids;
  readonly stamps: Stamps;
}

/** What a merchant decides about a wallet. */
export type WalletTerms = Pick<Wallet, 'label' | 'type' | 'currency' | 'canDisburse'>;

/** The currency that test money is given in. */
const TEST_MONEY = 'KES';

/** Makes an account another wallet. */
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

/** The main wallet of a currency, made when it is first needed. */
export function settlementWallet(parts: WalletParts, account: Account, currency: string): Wallet {
  const known = parts.store.settlementWalletOf(account, currency);
  if (known !== undefined) return known;
  const opening = currency === TEST_MONEY ? parts.behaviour.openingBalance * 100 : 0;
  const terms: WalletTerms = { label: 'default', type: 'SETTLEMENT', currency, canDisburse: true };
  return openWallet(parts, account, terms, opening);
}

/** Writes a transaction into a wallet. */
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

/** What a wallet holds. */
export const balanceOf = ({ opening, transactions }: Wallet): Cents =>
  transactions.reduce((sum, { value }) => sum + value, opening);

/** Adds what a payment left the merchant to the wallet that it was made for. */
export function creditSale(parts: WalletParts, invoice: Invoice): void {
  const { account, walletId, currency, net } = invoice;
  const named = walletId === null ? undefined : parts.store.walletOf(account, walletId);
  const wallet = named?.currency === currency ? named : settlementWallet(parts, account, currency);
  invoice.sale = post(parts, wallet, { invoice, value: net, narrative: 'Payment', type: 'SALE' });
}
