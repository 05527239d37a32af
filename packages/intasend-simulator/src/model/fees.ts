import { type Cents, wholeShillings } from './money.js';

/** Who bears the fee, spelled as IntaSend spells it. */
export const TARIFFS = ['BUSINESS-PAYS', 'CUSTOMER-PAYS'] as const;
export type Tariff = (typeof TARIFFS)[number];

/** Hundredths of a percent by way of paying: 300 is 3 %. */
export interface FeeRates {
  readonly mobile: number;
  readonly card: number;
}

/** Seen on record: about 3 % for M-Pesa (2025-12); documented: 3.5 % for local cards. */
export const DEFAULT_FEE_RATES: FeeRates = { mobile: 300, card: 350 };

/** The ways of paying that the simulator takes money by. */
export type PaymentProvider = 'M-PESA' | 'CARD-PAYMENT';

/** The rate that applies to a way of paying, in hundredths of a percent. */
export function rateOf(rates: FeeRates, provider: PaymentProvider): number {
  return provider === 'CARD-PAYMENT' ? rates.card : rates.mobile;
}

/** The fee on a charge, rounded half up to the cent: 3.5 % of 3013.00 is 105.46, as on record. */
export function feeOn(value: Cents, rate: number): Cents {
  return Math.floor((value * rate + 5000) / 10_000);
}

/**
 * What the payer is asked for. Under CUSTOMER-PAYS it is grown so that the fee on it
 * leaves the business its price (100.00 at 3.5 % becomes 103.63). `roundUp` raises it
 * to whole shillings, as the mobile network does.
 */
export function grossOf(asked: Cents, tariff: Tariff, rate: number, roundUp: boolean): Cents {
  const grown = tariff === 'CUSTOMER-PAYS' ? Math.round((asked * 10_000) / (10_000 - rate)) : asked;
  return roundUp ? wholeShillings(grown) : grown;
}
