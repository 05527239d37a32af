import { type Account } from './account.js';
import { type Payout } from './payout.js';
import {
  type Chargeback,
  type Checkout,
  type Customer,
  type Invoice,
  type PaymentLink,
} from './records.js';
import { type Wallet } from './wallet.js';

/** Which of an account's invoices are wanted; an absent condition does not restrict. */
export interface InvoiceFilter {
  readonly apiRef?: string | undefined;
  readonly state?: string | undefined;
  readonly currency?: string | undefined;
}

/** Everything the simulator remembers, in memory and in the order it was made. */
export class Store {
  readonly invoices = new Map<string, Invoice>();
  readonly checkouts = new Map<string, Checkout>();
  readonly links = new Map<string, PaymentLink>();
  readonly chargebacks = new Map<string, Chargeback>();
  readonly wallets = new Map<string, Wallet>();
  /** By tracking id. */
  readonly payouts = new Map<string, Payout>();
  readonly #customers = new Map<string, Customer>();
  readonly #byApiRef = new Map<string, Invoice[]>();

  /** Keeps a new invoice. */
  addInvoice(invoice: Invoice): void {
    this.invoices.set(invoice.id, invoice);
    const sameRef = this.#byApiRef.get(invoice.apiRef);
    if (sameRef === undefined) this.#byApiRef.set(invoice.apiRef, [invoice]);
    else sameRef.push(invoice);
  }

  /** One of the account's own invoices; those of others are as good as absent. */
  invoiceOf(account: Account, id: string): Invoice | undefined {
    return ownedBy(account, this.invoices.get(id));
  }

  /** The account's invoices, newest first. */
  invoicesOf(account: Account, filter: InvoiceFilter): Invoice[] {
    const candidates =
      filter.apiRef === undefined
        ? [...this.invoices.values()]
        : (this.#byApiRef.get(filter.apiRef) ?? []);
    return candidates
      .filter(
        (invoice) =>
          invoice.account === account &&
          (filter.state === undefined || invoice.state === filter.state) &&
          (filter.currency === undefined || invoice.currency === filter.currency),
      )
      .reverse();
  }

  /** The customer with that phone, made by `make` on the first payment. */
  customerOf(account: Account, phone: string, make: () => Customer): Customer {
    const key = `${account.id} ${phone}`;
    const known = this.#customers.get(key);
    if (known !== undefined) return known;
    const customer = make();
    this.#customers.set(key, customer);
    return customer;
  }

  /** The account's wallets, in the order they were made. */
  walletsOf(account: Account): Wallet[] {
    return [...this.wallets.values()].filter((wallet) => wallet.account === account);
  }

  /** One of the account's own wallets. */
  walletOf(account: Account, id: string): Wallet | undefined {
    return ownedBy(account, this.wallets.get(id));
  }

  /** The account's main wallet of a currency, if there is one already. */
  settlementWalletOf(account: Account, currency: string): Wallet | undefined {
    return this.walletsOf(account).find(
      (wallet) => wallet.type === 'SETTLEMENT' && wallet.currency === currency,
    );
  }

  /** Gives all records of one account to another, when two key halves turn out to be a pair. */
  reassign(from: Account, to: Account): void {
    this.#mergeWallets(from, to);
    for (const records of this.#owned) {
      for (const record of records.values()) if (record.account === from) record.account = to;
    }
  }

  /** Forgets everything. */
  clear(): void {
    for (const records of this.#owned) records.clear();
    this.#customers.clear();
    this.#byApiRef.clear();
  }

  get #owned(): readonly Map<string, { account: Account }>[] {
    const { invoices, checkouts, links, chargebacks, wallets, payouts } = this;
    return [invoices, checkouts, links, chargebacks, wallets, payouts];
  }

  /** An account has one main wallet for each currency: two become one, with all transactions. */
  #mergeWallets(from: Account, to: Account): void {
    for (const wallet of this.walletsOf(from)) {
      const kept = this.settlementWalletOf(to, wallet.currency);
      if (wallet.type !== 'SETTLEMENT' || kept === undefined) continue;
      kept.transactions.push(...wallet.transactions);
      kept.transactions.sort((one, other) => one.createdAt - other.createdAt);
      this.wallets.delete(wallet.id);
      for (const payout of this.payouts.values()) {
        if (payout.wallet === wallet) payout.wallet = kept;
      }
    }
  }
}

/** The record, if it is the account's own. */
export function ownedBy<T extends { account: Account }>(
  account: Account,
  record: T | undefined,
): T | undefined {
  return record?.account === account ? record : undefined;
}
