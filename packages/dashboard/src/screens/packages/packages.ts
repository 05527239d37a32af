import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { packageChoices } from '../../api/choices.js';
import { type components } from '../../api/openapi.js';
import { type packagesTexts } from '../../texts/packages.js';

export type Package = components['schemas']['Package'];

const HOURS_PER_DAY = 24;
const HOURS_PER_MONTH = 720;

/** The packages to choose from, the newest first. */
export const usePackages = (): UseQueryResult<readonly Package[]> => useQuery(packageChoices);

/** How long a package lasts, in the largest unit that leaves no rest. */
export function durationText(hours: number, texts: (typeof packagesTexts)['en']): string {
  if (hours % HOURS_PER_MONTH === 0) return texts.months(hours / HOURS_PER_MONTH);
  if (hours % HOURS_PER_DAY === 0) return texts.days(hours / HOURS_PER_DAY);
  return texts.hours(hours);
}
