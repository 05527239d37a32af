import { type Cents, wholeShillings } from './money.js';

/** The payers of the fee, in IntaSend's spelling. */
export const TARIFFS = ['BUSINESS-PAYS', 'CUSTOMER-PAYS'] as const;
export type Tariff = (typeof TARIFFS)[number];

/** The fee in hundredths of a percent by payment method: 300 is 3 %. */
export interface FeeRates {
  readonly mobile: number;
  readonly card: number;
}

/** Recorded: about 3 % for M-Pesa (2025-12); documented: 3.5 % for local cards. */
export const DEFAULT_FEE_RATES: FeeRates = { mobile: 300, card: 350 };

/** The payment methods of the simulator. */
export type PaymentProvider = 'M-PESA' | 'CARD-PAYMENT';

/** The fee rate of a payment method, in hundredths of a percent. */
export function rateOf(rates: FeeRates, provider: PaymentProvider): number {
  return provider === 'CARD-PAYMENT' ? rates.card : rates.mobile;
}

/** The fee on a charge, rounded half up to the cent: 3.5 % of 3013.00 is 105.46, as recorded. */
export function feeOn(value: Cents, rate: number): Cents {
  return Math.floor((value * rate + 5000) / 10_000);
}

/**
 * The amount that the payer is asked for. With CUSTOMER-PAYS it is raised so that the business gets
 * its price after the fee (100.00 at 3.5 % becomes 103.63). `roundUp` rounds it up to whole
 * shillings, as the mobile network does.
 */
export function grossOf(asked: Cents, tariff: Tariff, rate: number, roundUp: boolean): Cents {
  const grown = tariff === 'CUSTOMER-PAYS' ? Math.round((asked * 10_000) / (10_000 - rate)) : asked;
  return roundUp ? wholeShillings(grown) : grown;
}
