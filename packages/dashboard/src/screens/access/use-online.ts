import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { live } from '../../live/live.js';
import { useSearchValues } from '../../use-search.js';
import { sessionFilters } from './filters.js';

type SessionPage = components['schemas']['AccountingSessionPage'];

/** The open sessions that fit the filters of the address. */
export function useOnline(): UseQueryResult<SessionPage> {
  const [search] = useSearchValues();
  const filters = sessionFilters(search);
  return useQuery({
    queryKey: ['access', 'online', filters],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/access/sessions/', { params: { query: { active: 'true', ...filters } }, signal }),
      ),
    placeholderData: keepPreviousData,
    ...live,
  });
}
