import { queryOptions } from '@tanstack/react-query';
import { allRows } from './all-rows.js';
import { answerOf, api } from './client.js';

/** The routers to choose from, the newest first: all of them, up to 2,000. */
export const routerChoices = queryOptions({
  queryKey: ['routers', 'all'],
  queryFn: ({ signal }) =>
    allRows((query) => answerOf(api.GET('/routers/', { params: { query }, signal }))),
});

/** The packages to choose from, the newest first: all of them, up to 2,000. */
export const packageChoices = queryOptions({
  queryKey: ['packages', 'all'],
  queryFn: ({ signal }) =>
    allRows((query) => answerOf(api.GET('/routers/packages/', { params: { query }, signal }))),
});
