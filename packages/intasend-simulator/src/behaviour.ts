import { DEFAULT_FEE_RATES, type FeeRates } from './model/fees.js';
import { type OutcomeName } from './outcomes/outcome-table.js';

/** The four forms in which IntaSend refuses; D (HTML) is only ever scripted. */
export type ErrorShape = 'A' | 'B' | 'C';

/** What can be changed while the simulator runs, for every account at once. */
export interface Behaviour {
  /** Status of a good STK answer: documents show 200, the Node client also knows 201. */
  stkStatus: 200 | 201;
  /** JSON types of the API's answers: as recorded in 2025, or as documented in 2021. */
  dialect: '2025' | '2021';
  /** Form of refusals other than 401, which is always B. */
  errorShape: ErrorShape;
  /** Outcome of payments that nothing else decides. */
  outcome: OutcomeName;
  /** Simulated milliseconds until the first end state; null: as the outcome says. */
  endAfterMs: number | null;
  /** Raise what is asked of a phone to whole shillings. */
  wholeShillings: boolean;
  feeRates: FeeRates;
  /** How the first two events travel. */
  opening: 'normal' | 'swapped' | 'early';
  /** `concurrent`: an event does not wait for the one before it. */
  delivery: 'in_order' | 'concurrent';
  /** False: no webhook is sent to anyone. */
  webhooks: boolean;
  /** Which answers count as delivered. */
  deliveredBy: '200_201' | 'any_2xx';
  /** Simulated milliseconds until a chargeback is dealt with; null: only by a control call. */
  chargebackAfterMs: number | null;
  /** What a new account's main wallet holds, in whole shillings of test money. */
  openingBalance: number;
}

/** The most faithful setting of each switch. */
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
