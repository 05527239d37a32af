import { type Comparison } from './compare.js';
import { type Measurement } from './measure.js';

/** The median; null when there are no values. */
export function median(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? null;
}

const HEADINGS = [
  ...['workload', 'payments', 'requests/s', 'p50 ms', 'p99 ms', 'CPU ms/request', 'RSS MB'],
  ...['round trips', 'bare/s', 'of bare', "bare's CPU", 'limit/s', 'of limit'],
];

/** The medians in a Markdown table. */
export function table(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map((comparison) => {
    const { lipafi, bare, limit } = comparison;
    const of = (field: keyof Measurement): number | null =>
      median(lipafi.map((measured) => measured[field]));
    const perSecond = of('perSecond');
    const bareRate = median(bare.map((measured) => measured.perSecond));
    const limitRate = median(limit.map((measured) => measured.perSecond));
    return [
      comparison.workload,
      comparison.payments.toLocaleString('en'),
      shown(perSecond, 0),
      shown(of('p50Ms'), 1),
      shown(of('p99Ms'), 1),
      shown(of('cpuMsPerRequest'), 2),
      shown(of('rssMb'), 0),
      String(comparison.roundTrips),
      shown(bareRate, 0),
      shown(ratio(perSecond, bareRate), 2),
      shown(median(bare.map((measured) => measured.cpuMsPerRequest)), 2),
      limit.length === 0 ? 'not here' : shown(limitRate, 0),
      limit.length === 0 ? '' : shown(ratio(perSecond, limitRate), 2),
    ];
  });
  return [HEADINGS, HEADINGS.map((_, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const ratio = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a / b;

/** Formats a number; a dash for null. */
export const shown = (figure: number | null, decimals: number): string =>
  figure === null
    ? '-'
    : figure.toLocaleString('en', {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      });
