import { type Request } from 'express';
import { bodyOf } from '../api/body.js';
import { type SimulatorContext } from '../context.js';
import { type AmountLimits } from '../api/fields.js';
import { type PaymentProvider } from '../model/fees.js';
import { type Cents, parseCents } from '../model/money.js';
import { type Checkout, type Invoice } from '../model/records.js';
import { collect, type PayerChoice } from '../outcomes/collect.js';
import { findOutcome } from '../outcomes/outcome-table.js';

/** The fields of the form. */
export interface PayForm {
  readonly action: unknown;
  readonly phone: unknown;
  /** Used only when the checkout has no amount. */
  readonly amount: unknown;
}

/** Reads the submitted form. */
export function formOf(request: Request): PayForm {
  const body = bodyOf(request);
  return { action: body['action'], phone: body['phone_number'], amount: body['amount'] };
}

/** The phone number as typed, to be shown again with an error. */
export function typedPhone({ phone }: PayForm): string {
  return typeof phone === 'string' ? phone : '';
}

/** The form is invalid; the message is for the payer. */
export class PayFormError extends Error {}

const OPEN_AMOUNT: AmountLimits = { min: 100, max: 150_000_00 };
/** Cancelling on the page needs no phone, so it is faster. */
const CANCEL_AFTER_MS = 2_000;

/**
 * Pays a checkout once, which creates one invoice. Resolves when the events that come first were
 * sent. Throws {@link PayFormError}.
 */
export async function payCheckout(
  context: SimulatorContext,
  checkout: Checkout,
  form: PayForm,
): Promise<Invoice> {
  const isCancelled = form.action === 'fail';
  const provider: PaymentProvider = checkout.method === 'CARD-PAYMENT' ? 'CARD-PAYMENT' : 'M-PESA';
  const { details } = checkout;
  const { invoice, begin } = collect(
    context,
    {
      account: checkout.account,
      amount: checkout.amount > 0 ? checkout.amount : openAmount(form.amount, isCancelled),
      currency: checkout.currency,
      provider,
      tariff: provider === 'CARD-PAYMENT' ? checkout.cardTariff : checkout.mobileTariff,
      phone: phoneOf(form.phone, isCancelled),
      name: [details.firstName, details.lastName].filter(Boolean).join(' '),
      email: details.email,
      apiRef: checkout.apiRef ?? '',
      host: checkout.host,
      checkout,
      walletId: details.walletId,
    },
    isCancelled ? cancellation() : undefined,
  );
  await begin();
  return invoice;
}

function cancellation(): PayerChoice | undefined {
  const outcome = findOutcome('cancelled');
  return outcome && { outcome, endAfterMs: CANCEL_AFTER_MS };
}

/** A Kenyan number may be typed without country code; others are used as typed. */
function phoneOf(typed: unknown, mayBeEmpty: boolean): string {
  const digits = typeof typed === 'string' ? typed.replace(/[\s()+-]/g, '') : '';
  const full = digits.replace(/^0?([17]\d{8})$/, '254$1');
  if (/^\d{10,15}$/.test(full)) return full;
  if (mayBeEmpty) return '';
  throw new PayFormError('Please enter a phone number such as 0712 345 678.');
}

function openAmount(typed: unknown, mayBeEmpty: boolean): Cents {
  const cents = parseCents(typed);
  const isFine = typeof cents === 'number' && cents >= OPEN_AMOUNT.min && cents <= OPEN_AMOUNT.max;
  if (isFine) return cents;
  if (mayBeEmpty) return OPEN_AMOUNT.min;
  throw new PayFormError('Please enter an amount from 1 to 150000.');
}
