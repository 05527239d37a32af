import { type Account } from './account.js';
import {
  type Chargeback,
  type Checkout,
  type Customer,
  type Invoice,
  type PaymentLink,
} from './records.js';

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

  /** Gives all records of one account to another, when two key halves turn out to be a pair. */
  reassign(from: Account, to: Account): void {
    for (const records of [this.invoices, this.checkouts, this.links, this.chargebacks]) {
      for (const record of records.values()) if (record.account === from) record.account = to;
    }
  }

  /** Forgets everything. */
  clear(): void {
    for (const records of [this.invoices, this.checkouts, this.links, this.chargebacks]) {
      records.clear();
    }
    this.#customers.clear();
    this.#byApiRef.clear();
  }
}

/** The record, if it is the account's own. */
export function ownedBy<T extends { account: Account }>(
  account: Account,
  record: T | undefined,
): T | undefined {
  return record?.account === account ? record : undefined;
}
