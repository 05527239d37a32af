import { isIP } from 'node:net';

/** Express's names for ranges of private addresses. */
const RANGE_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

/** Bits of an address by its IP version. */
const MAX_PREFIX_LENGTH: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/**
 * Reads which `X-Forwarded-*` headers to trust, in the form of Express's `trust proxy`: `off`, `on`
 * (all), the number of proxies, or their addresses, networks (`10.0.0.0/8`) and range names,
 * comma-separated. Returns null for anything else, which Express would reject with an error that
 * repeats it.
 */
export function trustProxy(text: string): boolean | number | string | null {
  const word = text.trim().toLowerCase();
  if (word === 'off' || word === 'false') return false;
  if (word === 'on' || word === 'true') return true;
  if (/^\d{1,2}$/.test(word)) return Number(word);
  const ranges = word.split(',').map((part) => part.trim());
  return ranges.every(isRange) ? ranges.join(',') : null;
}

function isRange(text: string): boolean {
  if (RANGE_NAMES.includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const longest = MAX_PREFIX_LENGTH[isIP(address)];
  if (longest === undefined || address.includes('%') || more.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= longest);
}
