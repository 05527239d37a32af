import { describe, expect, it } from '@jest/globals';
import { type Comparison } from './compare.js';
import { type Measurement } from './measure.js';
import { median, shown, table } from './report.js';

const measured = (perSecond: number, p50Ms: number): Measurement => ({
  ...{ perSecond, p50Ms, p99Ms: 2 * p50Ms, cpuMsPerRequest: 1.5, rssMb: 200 },
});
const COMPARISON: Comparison = {
  workload: 'initiate',
  payments: 10_000,
  seconds: 5,
  roundTrips: 7,
  lipafi: [measured(90, 1), measured(1_000, 3), measured(100, 2)],
  bare: [measured(400, 1), measured(1, 1), measured(5_000, 1)],
  limit: [{ perSecond: 200, averageMs: 1 }],
};

/** The cells of the only row, by heading. */
function rowOf(comparison: Comparison): Record<string, string> {
  const [headings = [], , cells = []] = table([comparison])
    .split('\n')
    .map((line) => line.slice(2, -2).split(' | '));
  return Object.fromEntries(headings.map((heading, index) => [heading, cells[index] ?? '']));
}

describe('the median', () => {
  it('is the middle by size, without what is not known', () => {
    expect(median([9, null, 100, 8])).toBe(9);
    expect(median([null])).toBeNull();
    expect(median([])).toBeNull();
  });
});

describe('the table', () => {
  it('shows medians, and ratios of them', () => {
    expect(rowOf(COMPARISON)).toMatchObject({
      ...{ workload: 'initiate', payments: '10,000', 'requests/s': '100', 'p50 ms': '2.0' },
      ...{ 'bare/s': '400', 'of bare': '0.25', 'limit/s': '200', 'of limit': '0.50' },
    });
  });

  it('names what was not measured', () => {
    expect(rowOf({ ...COMPARISON, bare: [], limit: [] })).toMatchObject({
      ...{ 'bare/s': '-', 'of bare': '-', "bare's CPU": '-', 'limit/s': 'not here' },
    });
  });

  it('shows a figure with its decimals, and a dash for none', () => {
    expect([shown(1_234.56, 1), shown(0.5, 2), shown(null, 1)]).toEqual(['1,234.6', '0.50', '-']);
  });
});
