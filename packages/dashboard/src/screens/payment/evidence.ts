import { type HistoryLine } from './use-payment.js';

/** A text in what a line of a history was concluded from; null when it is not there. */
export function textIn({ evidence }: HistoryLine, name: string): string | null {
  const value = (evidence as Readonly<Record<string, unknown>>)[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** One of some words in it; null when it is none of them. */
export function wordIn<Word extends string>(
  line: HistoryLine,
  name: string,
  words: Readonly<Record<Word, unknown>>,
): Word | null {
  const text = textIn(line, name);
  return text !== null && Object.hasOwn(words, text) ? (text as Word) : null;
}
