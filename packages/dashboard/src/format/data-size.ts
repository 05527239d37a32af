import { type Language } from '../preferences/preferences.js';

const KILO = 1000;
const UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', sw: 'sw-KE' };

/** An amount of data as people say it, in units of 1,000: `1.2 GB`; at least kilobytes. */
export function formatDataSize(octets: number, language: Language): string {
  let [size, unit] = [octets / KILO, 0];
  while (size >= KILO && unit < UNITS.length - 1) {
    size /= KILO;
    unit += 1;
  }
  return new Intl.NumberFormat(LOCALES[language], {
    style: 'unit',
    unit: UNITS[unit] ?? 'kilobyte',
    unitDisplay: 'short',
    maximumFractionDigits: size < 10 && unit > 0 ? 1 : 0,
  }).format(size);
}
