/**
 * The figure that a share of all figures is below, or the largest.
 * @param share between 0 and 1
 * @returns 0 when there are no figures
 */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
