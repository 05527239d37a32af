import { type Language, usePreferences } from '../preferences/preferences.js';

/** The texts of a screen in the chosen language. */
export const useTexts = <T>(texts: Readonly<Record<Language, T>>): T =>
  texts[usePreferences().language];
