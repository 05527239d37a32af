import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { live } from '../../live/live.js';
import { usePreferences } from '../../preferences/preferences.js';
import { useSearchValues } from '../../use-search.js';
import { entitlementFilters } from './filters.js';

type EntitlementPage = components['schemas']['EntitlementPage'];

/** The access that fits the filters of the address. */
export function useEntitlements(): UseQueryResult<EntitlementPage> {
  const [search] = useSearchValues();
  const { timeZone } = usePreferences();
  const filters = entitlementFilters(search, timeZone);
  return useQuery({
    queryKey: ['access', 'list', filters],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/access/entitlements/', { params: { query: filters }, signal })),
    placeholderData: keepPreviousData,
    ...live,
  });
}
