import { type Language } from '../pages.js';
import { en } from './en.js';
import { sw } from './sw.js';
import { type Texts } from './texts.js';

/** The texts of each language. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en, sw };
