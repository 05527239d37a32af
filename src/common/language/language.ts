import { type Request } from 'express';
import { SWAHILI } from './swahili.js';

/** The languages of the sentences that customers see. */
export type Language = 'en' | 'sw';

/** The language that a request asks for: English, unless its Accept-Language prefers Swahili. */
export function languageOf(request: Request): Language {
  const asked = request.get('accept-language');
  if (asked === undefined || !/\bsw\b/i.test(asked)) return 'en';
  return request.acceptsLanguages('en', 'sw') === 'sw' ? 'sw' : 'en';
}

/** A sentence, and the language that it is in. */
export interface Sentence {
  readonly text: string;
  readonly language: Language;
}

/** Translates a sentence of the API, which is English. One without a translation stays English. */
export function inLanguage(english: string, language: Language): Sentence {
  const translated = language === 'sw' ? swahiliOf(english) : null;
  return translated === null
    ? { text: english, language: 'en' }
    : { text: translated, language: 'sw' };
}

const TEMPLATES = Object.entries(SWAHILI)
  .filter(([english]) => english.includes('{'))
  .map(([english, swahili]) => ({ pattern: patternOf(english), swahili }));

function swahiliOf(english: string): string | null {
  const whole = Object.hasOwn(SWAHILI, english) ? SWAHILI[english] : undefined;
  if (whole !== undefined) return whole;
  for (const { pattern, swahili } of TEMPLATES) {
    const parts = pattern.exec(english)?.groups;
    if (parts) return swahili.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? '');
  }
  return null;
}

/** Matches a sentence whose parts in braces have any value. */
function patternOf(template: string): RegExp {
  const source = template
    .replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replace(/\{(\w+)\}/g, '(?<$1>.{1,500}?)');
  return new RegExp(`^${source}$`, 's');
}
