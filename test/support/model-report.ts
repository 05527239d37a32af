/** A payment as the model of reports knows it. Money is in cents. */
export interface ModelledPayment {
  readonly id: string;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
  readonly status: string;
  readonly amount: number;
  readonly fee: number | null;
  readonly net: number | null;
  readonly router: string;
  readonly package: string;
  readonly provider: string;
  readonly source: string;
  readonly isInReview: boolean;
}

export type Grouped =
  'hour' | 'day' | 'week' | 'month' | 'router' | 'package' | 'provider' | 'source';

/** The figures of a report, as its answer has them. */
export type Figures = Readonly<Record<string, number | string | null>>;

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a time zone show, as `2026-11-30T12:00`. */
export function wallClock(at: Date, zone: string): string {
  const format =
    FORMATS.get(zone) ??
    new Intl.DateTimeFormat('en-CA', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit' },
    });
  FORMATS.set(zone, format);
  const parts = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, value]),
  );
  const { year = '', month = '', day = '', hour = '', minute = '' } = parts;
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** The Monday of a day's week. */
function mondayOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

/** The group of a payment, by the local date that begins its unit of time, or what it is. */
export function groupOf(payment: ModelledPayment, at: Date, by: Grouped, zone: string): string {
  const clock = wallClock(at, zone);
  switch (by) {
    case 'hour':
      return clock.slice(0, 13);
    case 'day':
      return clock.slice(0, 10);
    case 'week':
      return mondayOf(clock.slice(0, 10));
    case 'month':
      return clock.slice(0, 7);
    case 'router':
    case 'package':
    case 'provider':
    case 'source':
      return payment[by];
  }
}

const LENGTHS: Readonly<Partial<Record<Grouped, number>>> = {
  hour: 13,
  day: 10,
  week: 10,
  month: 7,
};

/** The group of an answer in the same form. */
export const groupKey = (key: string, by: Grouped): string => key.slice(0, LENGTHS[by]);

const sum = (all: readonly (number | null)[]): number =>
  all.reduce<number>((total, each) => total + (each ?? 0), 0);
const shown = (cents: number): string => (cents / 100).toFixed(2);

/**
 * What a report has to say, by adding up payments one by one.
 * @param isIn whether a time is in the period, or in the group of a payment
 */
export function figuresOf(
  payments: readonly ModelledPayment[],
  isIn: (payment: ModelledPayment, at: Date) => boolean,
): Figures {
  const sales = payments.filter((each) => each.completedAt && isIn(each, each.completedAt));
  const started = payments.filter((each) => isIn(each, each.createdAt));
  const known = sales.filter(({ fee }) => fee !== null);
  const failed = started.filter(({ status }) => status === 'failed').length;
  const completed = started.filter(({ status }) => status === 'completed').length;
  const gross = sum(sales.map(({ amount }) => amount));
  return {
    sales: sales.length,
    gross: shown(gross),
    average: sales.length === 0 ? null : shown(Math.round(gross / sales.length)),
    fees: known.length === 0 ? null : shown(sum(known.map(({ fee }) => fee))),
    net: known.length === 0 ? null : shown(sum(known.map(({ net }) => net))),
    fees_known: known.length,
    started: started.length,
    failed,
    waiting: started.length - failed - completed,
    in_review: started.filter(({ isInReview }) => isInReview).length,
    success_rate:
      completed + failed === 0 ? null : Math.round((completed / (completed + failed)) * 1e4) / 1e4,
  };
}
