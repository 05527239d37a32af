import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { routerChoices } from '../../api/choices.js';
import { type components } from '../../api/openapi.js';

export type Router = components['schemas']['Router'];
export type AccessMethod = Router['access_method'];

/** The routers to choose from, the newest first. */
export const useRouters = (): UseQueryResult<readonly Router[]> => useQuery(routerChoices);
