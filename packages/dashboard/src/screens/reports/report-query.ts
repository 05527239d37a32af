import { type Search } from '../../router.js';
import { addDays } from '../../format/time.js';

/** What a report can be grouped by. */
export const BYS = [
  'hour',
  'day',
  'week',
  'month',
  'router',
  'package',
  'provider',
  'source',
] as const;
export type By = (typeof BYS)[number];

/** How many days a period can have to be cut into hours, and into days: at most about 400 groups. */
const MOST_DAYS: Partial<Readonly<Record<By, number>>> = { hour: 16, day: 400, week: 2800 };

/** What a report can be compared with. */
export const COMPARES = ['previous', 'week', 'none'] as const;
export type Compare = (typeof COMPARES)[number];

/** Periods that have a name. */
export const PERIODS = ['today', 'yesterday', 'week', 'month', 'lastMonth'] as const;
export type Period = (typeof PERIODS)[number];

/** Days of a period; the last one counts in full. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** What the address asks for. */
export interface Asked extends Days {
  readonly by: By;
  readonly compare: Compare;
  /** The name of the period, if it has one. */
  readonly period: Period | 'other';
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const WEEK_DAYS = 7;
const DAY_MS = 86_400_000;

/** The days of a named period. @param today the current day in the operator's zone */
export function daysOf(period: Period, today: string): Days {
  const firstOfMonth = `${today.slice(0, 'YYYY-MM'.length)}-01`;
  switch (period) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case 'week':
      return { from: addDays(today, 1 - WEEK_DAYS), to: today };
    case 'month':
      return { from: firstOfMonth, to: lastOfMonth(firstOfMonth) };
    case 'lastMonth': {
      const to = addDays(firstOfMonth, -1);
      return { from: `${to.slice(0, 'YYYY-MM'.length)}-01`, to };
    }
  }
}

/** The report of an address: the last seven days by day, unless it says otherwise. */
export function askedBy(search: Search, today: string): Asked {
  const { from, to } = daysIn(search, today);
  const period = PERIODS.find((each) => {
    const days = daysOf(each, today);
    return days.from === from && days.to === to;
  });
  const bys = bysOf({ from, to });
  return {
    from,
    to,
    period: period ?? 'other',
    by:
      bys.find((each) => each === search['by']) ??
      (from === to ? 'hour' : bys.includes('day') ? 'day' : 'month'),
    compare: COMPARES.find((each) => each === search['compare']) ?? 'previous',
  };
}

/** What a period can be grouped by without more groups than anybody reads. */
export function bysOf({ from, to }: Days): readonly By[] {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return BYS.filter((by) => days <= (MOST_DAYS[by] ?? Infinity));
}

function daysIn(search: Search, today: string): Days {
  const named = PERIODS.find((each) => each === search['period']);
  if (named) return daysOf(named, today);
  const { from = '', to = '' } = search;
  const usual = daysOf('week', today);
  if (!DAY.test(from) && !DAY.test(to)) return usual;
  const last = DAY.test(to) ? to : from > today ? from : today;
  const first = DAY.test(from) ? from : last;
  return first <= last ? { from: first, to: last } : { from: last, to: first };
}

function lastOfMonth(first: string): string {
  // 31 days later is within the next month, whatever the length of this one.
  const next = `${addDays(first, 31).slice(0, 'YYYY-MM'.length)}-01`;
  return addDays(next, -1);
}
