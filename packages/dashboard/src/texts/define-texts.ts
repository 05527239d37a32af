import { type Language } from '../preferences/preferences.js';

/** Texts by name: a text, or a function that puts values into one; groups may be nested. */
export type Texts = Readonly<
  Record<string, string | ((...values: never[]) => string) | NestedTexts>
>;
interface NestedTexts {
  readonly [name: string]: string | ((...values: never[]) => string) | NestedTexts;
}

/**
 * The texts of a screen in all languages. They must have the same names and the same values, so a
 * missing one does not compile.
 */
export const defineTexts = <T extends Texts>(texts: {
  readonly en: T;
  readonly sw: NoInfer<T>;
}): Readonly<Record<Language, T>> => texts;
