/**
 * The value below which a share of all values lies, or the maximum.
 * @param share between 0 and 1
 * @returns 0 when there are no values
 */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
