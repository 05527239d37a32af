/** How often a script may strike; once unless it says more. */
export function usesOf(times: number | 'forever' | undefined): number {
  return times === 'forever' ? Infinity : (times ?? 1);
}
