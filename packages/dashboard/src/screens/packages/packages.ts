import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { type packagesTexts } from '../../texts/packages.js';

export type Package = components['schemas']['Package'];
type PackagePage = components['schemas']['PackagePage'];

/** As many as a page of the API holds. */
const MOST = 200;
const HOURS_PER_DAY = 24;
const HOURS_PER_MONTH = 720;

/** The packages to choose from, the newest first: at most 200. */
export const usePackages = (): UseQueryResult<PackagePage> =>
  useQuery({
    queryKey: ['packages', 'all'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/routers/packages/', { params: { query: { limit: MOST } }, signal })),
  });

/** How long a package lasts, in the largest unit that leaves no rest. */
export function durationText(hours: number, texts: (typeof packagesTexts)['en']): string {
  if (hours % HOURS_PER_MONTH === 0) return texts.months(hours / HOURS_PER_MONTH);
  if (hours % HOURS_PER_DAY === 0) return texts.days(hours / HOURS_PER_DAY);
  return texts.hours(hours);
}
