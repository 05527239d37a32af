const SECONDS = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 } as const;
const UNITS = Object.entries(SECONDS);

const BY_UNITS = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const BY_COLONS = /^(?:(\d+)w)?(?:(\d+)d)?(\d+):(\d\d):(\d\d)$/;
const SUFFIXED = /^(\d+)([kMG]?)$/;
const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** Reads a period as RouterOS does: `90`, `1m30s`, `1d02:00:00`, in seconds; null for anything else. */
export function parsePeriod(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const found = text === '' ? null : (BY_UNITS.exec(text) ?? BY_COLONS.exec(text));
  if (!found) return null;
  return UNITS.reduce((sum, [, seconds], at) => sum + Number(found[at + 1] ?? 0) * seconds, 0);
}

/** Writes a period as RouterOS does: `1w2d3h4m5s`, without units that are zero; `0s` for none. */
export function formatPeriod(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds));
  const parts = UNITS.map(([unit, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}

/** How a property is written in answers, from any form in which it is sent; null refuses it. */
export type Kind = (text: string) => string | null;

/** Any text. */
export const text: Kind = (value) => value;
/** `true` or `false`; sent as `yes` and `no` too. */
export const flag: Kind = (value) =>
  ({ yes: 'true', true: 'true', no: 'false', false: 'false' })[value] ?? null;
/** A period. */
export const period: Kind = (value) => {
  const seconds = parsePeriod(value);
  return seconds === null ? null : formatPeriod(seconds);
};
/** A period, or none. */
export const periodOrNone: Kind = (value) => (value === 'none' ? value : period(value));
/** A number of bytes; sent with the suffixes k, M and G too. */
export const bytes: Kind = (value) => {
  const [, digits, suffix = ''] = SUFFIXED.exec(value) ?? [];
  return digits === undefined ? null : String(Number(digits) * (FACTORS[suffix] ?? 1));
};
/** A number, or `unlimited`. */
export const numberOrUnlimited: Kind = (value) =>
  value === 'unlimited' || /^[1-9]\d*$/.test(value) ? value : null;
/** A MAC address in capital letters. */
export const mac: Kind = (value) =>
  /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(value) ? value.toUpperCase() : null;
