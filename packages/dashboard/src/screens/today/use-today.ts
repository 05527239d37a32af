import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { live } from '../../live/live.js';
import { usePreferences } from '../../preferences/preferences.js';

export type Summary = components['schemas']['ReportSummary'];
export type Now = components['schemas']['Now'];

/** What is going on is asked for more often than sums. */
const NOW_MS = 10_000;

/** What is going on: who is online, the last sales, and what there is to do. */
export const useNow = () =>
  useQuery({
    queryKey: ['reports', 'now'],
    queryFn: ({ signal }) => answerOf(api.GET('/reports/now/', { signal })),
    ...live,
    refetchInterval: NOW_MS,
  });

/**
 * The sums of the current day of the operator's zone, compared with another day until the same hour.
 * Which day that is says the server: the clock of a phone may be wrong.
 */
export function useToday(compare: 'previous' | 'week') {
  const { timeZone } = usePreferences();
  return useQuery({
    queryKey: ['reports', 'today', timeZone, compare],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/reports/summary/', {
          params: {
            query: {
              ...{ tz: timeZone, compare },
              ...(compare === 'previous' && { by: 'hour' as const }),
            },
          },
          signal,
        }),
      ) as Promise<Summary>,
    ...live,
  });
}
