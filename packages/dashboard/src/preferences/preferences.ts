import { useSyncExternalStore } from 'react';

/** The languages of the dashboard. */
export const LANGUAGES = ['en', 'sw'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What an operator has chosen in this browser. */
export interface Preferences {
  readonly language: Language;
  /** The IANA zone that times are shown in, whatever the zone of the browser. */
  readonly timeZone: string;
}

const KEY = 'lipafi-preferences';
const DEFAULT_ZONE = 'Africa/Nairobi';

const listeners = new Set<() => void>();
let current = read();

/** Other tabs follow at once. */
window.addEventListener('storage', ({ key }) => {
  if (key === KEY) become(read());
});

export const preferences = (): Preferences => current;

/** Renders again when a preference changes. */
export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, preferences);

/** Changes preferences, and keeps them in this browser. */
export function setPreferences(changed: Partial<Preferences>): void {
  become({ ...current, ...changed });
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** Whether the browser knows a zone by this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function become(next: Preferences): void {
  current = next;
  document.documentElement.lang = next.language;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function read(): Preferences {
  let kept: Partial<Preferences> = {};
  try {
    kept = (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Partial<Preferences>;
  } catch {
    // Unreadable or forbidden: the defaults serve.
  }
  const { language, timeZone } = kept;
  return {
    language: LANGUAGES.find((each) => each === language) ?? languageOfBrowser(),
    timeZone: timeZone !== undefined && isTimeZone(timeZone) ? timeZone : DEFAULT_ZONE,
  };
}

function languageOfBrowser(): Language {
  const [first = 'en'] = navigator.languages;
  return first.toLowerCase().startsWith('sw') ? 'sw' : 'en';
}
