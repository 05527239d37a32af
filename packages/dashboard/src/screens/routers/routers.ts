import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';

export type Router = components['schemas']['Router'];
export type AccessMethod = Router['access_method'];
type RouterPage = components['schemas']['RouterPage'];

/** As many as a page of the API holds. */
const MOST = 200;

/** The routers to choose from, the newest first: at most 200. */
export const useRouters = (): UseQueryResult<RouterPage> =>
  useQuery({
    queryKey: ['routers', 'all'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/routers/', { params: { query: { limit: MOST } }, signal })),
  });
