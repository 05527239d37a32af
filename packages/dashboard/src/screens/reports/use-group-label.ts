import { type components } from '../../api/openapi.js';
import { bucketFormat, TIME_UNITS } from '../../format/bucket.js';
import { usePreferences } from '../../preferences/preferences.js';
import { reportsTexts } from '../../texts/reports.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Asked } from './report-query.js';

export type Report = components['schemas']['ReportSummary'];
export type Group = components['schemas']['ReportGroup'];

/** How a group of a report is called. */
export function useGroupLabel({ by, from, to }: Asked): (group: Group) => string {
  const texts = useTexts(reportsTexts);
  const { language, timeZone } = usePreferences();
  const unit = TIME_UNITS.find((each) => each === by);
  if (unit) {
    const format = bucketFormat(unit, language, timeZone, from === to);
    return ({ key }) => (unit === 'week' ? texts.weekOf(format(key)) : format(key));
  }
  const words: Readonly<Partial<Record<string, string>>> =
    by === 'source' ? texts.sources : by === 'provider' ? texts.providers : {};
  return ({ key, label }) => words[key] ?? label ?? texts.unnamed;
}
