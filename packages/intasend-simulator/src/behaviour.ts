import { DEFAULT_FEE_RATES, type FeeRates } from './model/fees.js';
import { type OutcomeName } from './outcomes/outcome-table.js';

/** The forms of IntaSend's errors. A fourth form, D (HTML), occurs only in scripted faults. */
export type ErrorShape = 'A' | 'B' | 'C';

/** The settings that can be changed while the simulator runs. They apply to every account. */
export interface Behaviour {
  /**
   * The status of a successful STK response: the documents show 200, the Node client also accepts
   * 201.
   */
  stkStatus: 200 | 201;
  /** The JSON types of the API: as recorded in 2025, or as documented in 2021. */
  dialect: '2025' | '2021';
  /** The form of errors other than 401, which is always B. */
  errorShape: ErrorShape;
  /** The outcome of payments that no rule applies to. */
  outcome: OutcomeName;
  /** Simulated milliseconds until the first final state; null: by the outcome. */
  endAfterMs: number | null;
  /** Round prompted amounts up to whole shillings. */
  wholeShillings: boolean;
  feeRates: FeeRates;
  /** The order of the first two events. */
  opening: 'normal' | 'swapped' | 'early';
  /** `concurrent`: an event does not wait for the one before it. */
  delivery: 'in_order' | 'concurrent';
  /** False: no webhook is sent to anyone. */
  webhooks: boolean;
  /** The statuses that count as delivered. */
  deliveredBy: '200_201' | 'any_2xx';
  /** Simulated milliseconds until a chargeback is decided; null: only by a control call. */
  chargebackAfterMs: number | null;
  /** The opening balance of a new account's main wallet, in whole shillings of test money. */
  openingBalance: number;
}

/** The settings that are closest to IntaSend. */
export const DEFAULT_BEHAVIOUR: Readonly<Behaviour> = {
  stkStatus: 200,
  dialect: '2025',
  errorShape: 'A',
  outcome: 'success',
  endAfterMs: null,
  wholeShillings: true,
  feeRates: DEFAULT_FEE_RATES,
  opening: 'normal',
  delivery: 'in_order',
  webhooks: true,
  deliveredBy: '200_201',
  chargebackAfterMs: 10 * 60_000,
  openingBalance: 1_000_000,
};
