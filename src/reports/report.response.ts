import { Money } from '../common/money/money.js';
import { type Fields, response } from '../common/openapi/response.js';
import {
  about,
  count,
  instant,
  list,
  money,
  nullable,
  type Schema,
  text,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { SALES_CURRENCY } from '../common/validation/rules.js';
import { DEFAULT_ZONE } from '../common/time/zone.js';
import { type Period } from './report-period.js';
import { averageOf, successRateOf, type Sums } from './sums.js';

/** A group of a report. */
export interface Group extends Sums {
  readonly key: string;
  /** Its name, if it has one. */
  readonly label: string | null;
}

/** The sums of a period. */
export interface Summary extends Period {
  readonly zone: string;
  readonly asOf: Date;
  readonly sums: Sums;
  readonly compared: (Period & { readonly sums: Sums }) | null;
  readonly groups: readonly Group[] | null;
}

interface TotalsBody {
  readonly sales: number;
  readonly gross: string;
  readonly average: string | null;
  readonly fees: string | null;
  readonly net: string | null;
  readonly fees_known: number;
  readonly started: number;
  readonly failed: number;
  readonly waiting: number;
  readonly in_review: number;
  readonly success_rate: number | null;
}

const rate: Schema<number> = { type: 'number', minimum: 0, maximum: 1 };
const shown = (minor: number): string => Money.fromMinor(minor, SALES_CURRENCY).toString();

const TOTALS: Fields<Sums, TotalsBody> = {
  sales: [about('Payments completed in the period.', count), 40, ({ sales }) => sales],
  gross: [about('What they came to.', money), '2000.00', ({ gross }) => shown(gross)],
  average: [
    about('Per sale; null without sales.', nullable(money)),
    '50.00',
    (sums) => {
      const average = averageOf(sums);
      return average === null ? null : shown(average);
    },
  ],
  fees: [
    about(
      'What providers kept of the sales in `fees_known`; null if there are none.',
      nullable(money),
    ),
    '57.00',
    ({ fees, feesKnown }) => (feesKnown === 0 ? null : shown(fees)),
  ],
  net: [
    about('What remained of the sales in `fees_known`; null if there are none.', nullable(money)),
    '1843.00',
    ({ net, feesKnown }) => (feesKnown === 0 ? null : shown(net)),
  ],
  fees_known: [
    about('The sales whose fee the provider has told.', count),
    38,
    ({ feesKnown }) => feesKnown,
  ],
  started: [about('Payments started in the period.', count), 44, ({ started }) => started],
  failed: [about('Those of the started that have failed.', count), 3, ({ failed }) => failed],
  waiting: [about('Those that are open.', count), 1, ({ waiting }) => waiting],
  in_review: [about('Those that a person has to look at.', count), 0, ({ inReview }) => inReview],
  success_rate: [
    about(
      'How many of the started that were completed or failed were completed, 0 to 1; null if none.',
      nullable(rate),
    ),
    0.9302,
    successRateOf,
  ],
};

const TotalsResponse = response<Sums>('ReportTotals', 'Sums and counts of payments.').with(TOTALS);

const ComparedResponse = response<Period & { readonly sums: Sums }>(
  'ReportComparison',
  'The period that a report is compared with.',
).with({
  from: [instant, '2026-02-27T21:00:00.000Z', ({ from }) => toIso(from)],
  to: [instant, '2026-02-28T09:00:00.000Z', ({ to }) => toIso(to)],
  totals: [
    TotalsResponse.schema,
    { ...TotalsResponse.example, sales: 36, gross: '1800.00', net: '1643.00' },
    ({ sums }) => TotalsResponse.of(sums),
  ],
});

export const GroupResponse = response<Group>('ReportGroup', 'The sums and counts of a group.').with(
  {
    key: [
      about(
        'When it begins, with the offset of `tz`; or the id of the router or package, the provider, ' +
          'or the source: `prompt`, `link`, `till` (money that came without either), `operator` ' +
          '(marked by hand) or `import`.',
        text,
      ),
      '7',
      ({ key }) => key,
    ],
    label: [
      about('The name of the router, package or provider.', nullable(text)),
      'Cafe Mzima',
      ({ label }) => label,
    ],
    ...TOTALS,
  },
);

export const SummaryResponse = response<Summary>(
  'ReportSummary',
  'Sums and counts of payments. Money counts when the payment was completed.',
).with({
  from: [instant, '2026-02-28T21:00:00.000Z', ({ from }) => toIso(from)],
  to: [about('Excluded.', instant), '2026-03-01T21:00:00.000Z', ({ to }) => toIso(to)],
  tz: [about('The time zone of days.', text), DEFAULT_ZONE, ({ zone }) => zone],
  currency: [text, SALES_CURRENCY, () => SALES_CURRENCY],
  as_of: [about('When it was read.', instant), '2026-03-01T09:00:00.000Z', (s) => toIso(s.asOf)],
  totals: [TotalsResponse.schema, TotalsResponse.example, ({ sums }) => TotalsResponse.of(sums)],
  compare: [
    about('Null unless asked for.', nullable(ComparedResponse.schema)),
    ComparedResponse.example,
    ({ compared }) => compared && ComparedResponse.of(compared),
  ],
  groups: [
    about(
      'Null unless asked for. Units of time are in order, the others by money.',
      nullable(list(GroupResponse.schema)),
    ),
    [GroupResponse.example],
    ({ groups }) => groups && groups.map(GroupResponse.of),
  ],
});
