import { type SimulatorContext } from '../context.js';
import { type Checkout } from '../model/records.js';
import { signCheckout } from './signature.js';

/** The properties of a checkout that the merchant or a payment link decides. */
export type CheckoutOrder = Omit<Checkout, 'id' | 'signature' | 'invoices' | 'createdAt'>;

/** Creates a payment page and its signature. */
export function openCheckout(context: SimulatorContext, order: CheckoutOrder): Checkout {
  const { ids, scheduler, stamps, signingKey, store } = context;
  const id = ids.uuid();
  const checkout: Checkout = {
    ...order,
    id,
    signature: signCheckout(id, order.account.id, scheduler.nowMs(), signingKey),
    invoices: [],
    createdAt: stamps.next(),
  };
  store.checkouts.set(id, checkout);
  return checkout;
}

/** Whether it was paid. */
export function isPaid(checkout: Checkout): boolean {
  return checkout.invoices.some((invoice) => invoice.taken !== null);
}
