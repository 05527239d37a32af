import { type Language, LANGUAGES } from '#portal';

const DEFAULT: Language = 'en';
/** More than browsers send. */
const MAX_LENGTH = 500;

/** The language that a customer has chosen by a link; null when it is none of ours. */
export const chosenLanguage = (text: unknown): Language | null =>
  LANGUAGES.find((language) => language === text) ?? null;

/** The other one. */
export const otherLanguage = (language: Language): Language => (language === 'en' ? 'sw' : 'en');

/** The language that a browser prefers among ours (RFC 9110, section 12.5.4). */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .slice(0, MAX_LENGTH)
    .split(',')
    .map((part, place) => ({ ...rangeOf(part), place }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.place - b.place);
  for (const { name } of wanted) {
    const found = LANGUAGES.find((language) => language === name);
    if (found) return found;
  }
  return DEFAULT;
}

/** `sw-KE;q=0.8` → `sw`, 0.8 */
function rangeOf(part: string): { readonly name: string; readonly quality: number } {
  const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
  const given = parameters.map((each) => /^\s*q=([\d.]{1,5})\s*$/.exec(each)?.[1]).find(Boolean);
  const quality = given === undefined ? 1 : Number(given);
  return { name: range.split('-')[0] ?? '', quality: Number.isFinite(quality) ? quality : 0 };
}
