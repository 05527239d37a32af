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

/** A filter for an account's invoices. An absent condition matches all. */
export interface InvoiceFilter {
  readonly apiRef?: string | undefined;
  readonly state?: string | undefined;
  readonly currency?: string | undefined;
}

/** All data of the simulator, in memory and in the order of creation. */
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

  /** Adds an invoice. */
  addInvoice(invoice: Invoice): void {
    this.invoices.set(invoice.id, invoice);
    const sameRef = this.#byApiRef.get(invoice.apiRef);
    if (sameRef === undefined) this.#byApiRef.set(invoice.apiRef, [invoice]);
    else sameRef.push(invoice);
  }

  /** Finds an invoice of the account; those of others count as absent. */
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

  /** Finds the customer with that phone number, or creates one with `make`. */
  customerOf(account: Account, phone: string, make: () => Customer): Customer {
    const key = `${account.id} ${phone}`;
    const known = this.#customers.get(key);
    if (known !== undefined) return known;
    const customer = make();
    this.#customers.set(key, customer);
    return customer;
  }

  /** The account's wallets, in the order of creation. */
  walletsOf(account: Account): Wallet[] {
    return [...this.wallets.values()].filter((wallet) => wallet.account === account);
  }

  /** Finds a wallet of the account. */
  walletOf(account: Account, id: string): Wallet | undefined {
    return ownedBy(account, this.wallets.get(id));
  }

  /** Finds the account's main wallet of a currency. */
  settlementWalletOf(account: Account, currency: string): Wallet | undefined {
    return this.walletsOf(account).find(
      (wallet) => wallet.type === 'SETTLEMENT' && wallet.currency === currency,
    );
  }

  /** Moves all records of one account to another, when two keys turn out to be a pair. */
  reassign(from: Account, to: Account): void {
    this.#mergeWallets(from, to);
    for (const records of this.#owned) {
      for (const record of records.values()) if (record.account === from) record.account = to;
    }
  }

  /** Removes everything. */
  clear(): void {
    for (const records of this.#owned) records.clear();
    this.#customers.clear();
    this.#byApiRef.clear();
  }

  get #owned(): readonly Map<string, { account: Account }>[] {
    const { invoices, checkouts, links, chargebacks, wallets, payouts } = this;
    return [invoices, checkouts, links, chargebacks, wallets, payouts];
  }

  /**
   * An account has one main wallet for each currency, so two of them are merged with all
   * transactions.
   */
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

/** Returns the record if it belongs to the account. */
export function ownedBy<T extends { account: Account }>(
  account: Account,
  record: T | undefined,
): T | undefined {
  return record?.account === account ? record : undefined;
}
