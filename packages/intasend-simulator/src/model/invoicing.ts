import { type Ids } from 'simulator-core';
import { type Behaviour } from '../behaviour.js';
import { type Stamps } from '../engine/stamps.js';
import { type Outcome } from '../outcomes/outcome.js';
import { type Account } from './account.js';
import { type PaymentProvider, type Tariff, grossOf, rateOf } from './fees.js';
import { type Cents } from './money.js';
import { type Checkout, type Customer, type Invoice } from './records.js';
import { type Store } from './store.js';

/** A charge that a merchant, or a payer on a page, asks for. */
export interface InvoiceOrder {
  readonly account: Account;
  readonly amount: Cents;
  readonly currency: string;
  readonly provider: PaymentProvider;
  readonly tariff: Tariff;
  readonly phone: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly apiRef: string;
  readonly host: string;
  readonly checkout: Checkout | null;
  /** The wallet that gets the money; null is the main one. */
  readonly walletId: string | null;
}

/** The parts that creating an invoice needs. */
export interface InvoicingParts {
  readonly behaviour: Readonly<Behaviour>;
  readonly store: Store;
  readonly ids: Ids;
  readonly stamps: Stamps;
}

/**
 * Creates a PENDING invoice. It does not look for earlier ones: the same order twice is two
 * invoices and two prompts, as at IntaSend.
 */
export function openInvoice(parts: InvoicingParts, order: InvoiceOrder, outcome: Outcome): Invoice {
  const { behaviour, ids, stamps, store } = parts;
  const rate = rateOf(behaviour.feeRates, order.provider);
  const isMobile = order.provider === 'M-PESA';
  const roundUp = isMobile && behaviour.wholeShillings && order.currency === 'KES';
  const prompted = grossOf(order.amount, order.tariff, rate, roundUp);
  const invoice: Invoice = {
    id: ids.short(),
    sessionId: ids.uuid(),
    account: order.account,
    customer: rememberCustomer(parts, order),
    provider: order.provider,
    apiRef: order.apiRef,
    prompted,
    host: order.host,
    payer: isMobile ? order.phone : (order.email ?? ''),
    checkout: order.checkout,
    link: order.checkout?.link ?? null,
    outcome,
    state: 'PENDING',
    currency: order.currency,
    value: prompted,
    charges: 0,
    net: prompted,
    receipt: null,
    receiptField: 'mpesa_reference',
    clearingStatus: null,
    retryCount: 0,
    failedReason: null,
    failedCode: null,
    taken: null,
    walletId: order.walletId,
    sale: null,
    createdAt: stamps.next(),
    updatedAt: stamps.next(),
  };
  store.addInvoice(invoice);
  order.checkout?.invoices.push(invoice);
  return invoice;
}

function rememberCustomer({ ids, stamps, store }: InvoicingParts, order: InvoiceOrder): Customer {
  const customer = store.customerOf(order.account, order.phone, () => ({
    id: ids.short(),
    phone: order.phone,
    email: null,
    firstName: null,
    lastName: null,
    createdAt: stamps.next(),
    updatedAt: stamps.next(),
  }));
  const [firstName, ...otherNames] = (order.name ?? '').split(' ').filter((word) => word !== '');
  if (firstName !== undefined) {
    customer.firstName = firstName;
    customer.lastName = otherNames.length > 0 ? otherNames.join(' ') : null;
    customer.updatedAt = stamps.next();
  }
  if (order.email !== null && order.email !== customer.email) {
    customer.email = order.email;
    customer.updatedAt = stamps.next();
  }
  return customer;
}
