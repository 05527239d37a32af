const UNITS = [
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;
const BY_UNITS = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const BY_COLONS = /^(?:(\d+)w)?(?:(\d+)d)?(\d+):(\d\d):(\d\d)$/;

/**
 * Reads a period of RouterOS, such as `1d2h3m4s` or `02:03:04`, in seconds; null for anything else.
 */
export function parsePeriod(text: string): number | null {
  const found = text === '' ? null : (BY_UNITS.exec(text) ?? BY_COLONS.exec(text));
  if (!found) return null;
  return UNITS.reduce((sum, [, seconds], at) => sum + Number(found[at + 1] ?? 0) * seconds, 0);
}

/** Writes a period as RouterOS writes it in its answers: `1d2h3m4s`, and `0s` for none. */
export function formatPeriod(seconds: number): string {
  let left = Math.max(0, Math.ceil(seconds));
  const parts = UNITS.map(([unit, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}
