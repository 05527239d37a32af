import { type Stamp } from '../engine/stamps.js';
import { type FeeRates, feeOn, rateOf } from '../model/fees.js';
import { type Cents } from '../model/money.js';
import { type Invoice } from '../model/records.js';
import { type Payment, type Step } from './outcome.js';

/** Applies a step to the invoice at the time `now`. `receipt` generates a receipt code. */
export function applyStep(
  invoice: Invoice,
  step: Step,
  rates: FeeRates,
  now: Stamp,
  receipt: () => string,
): void {
  invoice.state = step.state;
  invoice.updatedAt = now;
  invoice.failedReason = step.failure?.reason ?? null;
  invoice.failedCode = step.failure?.code ?? null;
  if (step.isRetry === true) invoice.retryCount += 1;
  if (step.payment !== undefined) take(invoice, step.payment, rates, now, receipt);
}

function take(
  invoice: Invoice,
  payment: Payment,
  rates: FeeRates,
  now: Stamp,
  receipt: () => string,
): void {
  const value = shareOf(invoice.prompted, payment);
  invoice.value = value;
  invoice.charges = feeOn(value, rateOf(rates, invoice.provider)) + (payment.extraCharges ?? 0);
  invoice.net = value - invoice.charges - (payment.netShort ?? 0);
  invoice.currency = payment.currency ?? invoice.currency;
  invoice.clearingStatus = 'AVAILABLE';
  if (payment.receipt === 'provider_ref') invoice.receiptField = 'provider_ref';
  if (payment.receipt !== 'none') invoice.receipt ??= receipt();
  invoice.taken ??= { cents: value, currency: invoice.currency, at: now };
}

function shareOf(prompted: Cents, payment: Payment): Cents {
  switch (payment.share ?? 'all') {
    case 'half':
      return Math.floor(prompted / 2);
    case 'next_shilling':
      return (Math.floor(prompted / 100) + 1) * 100;
    case 'all':
      return prompted;
  }
}
