const DURATION = /^(\d+)([smhd]?)$/;

const UNIT_IN_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a duration, such as a setting: `45s`, `15m`, `12h`, `30d`, or `900` for seconds. Returns
 * milliseconds, or null for any other text and for durations beyond a safe integer.
 */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null) return null;

  const [, count, unit] = match;
  const milliseconds = Number(count) * (UNIT_IN_MS[unit || 's'] ?? NaN);
  return Number.isSafeInteger(milliseconds) ? milliseconds : null;
}
