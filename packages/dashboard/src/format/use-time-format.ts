import { usePreferences } from '../preferences/preferences.js';
import { timeFormat, type TimeFormat } from './time.js';

const formats = new Map<string, TimeFormat>();

/** How instants are shown in the chosen language and zone. */
export function useTimeFormat(): TimeFormat {
  const { language, timeZone } = usePreferences();
  const key = `${language} ${timeZone}`;
  const format = formats.get(key) ?? timeFormat(language, timeZone);
  formats.set(key, format);
  return format;
}
