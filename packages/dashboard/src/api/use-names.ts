import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client.js';

/** As many as a page of the API can have. */
const ALL = 200;
const STALE_MS = 60_000;

/** Something that lists show by its name. */
export interface Named {
  readonly id: number;
  readonly name: string;
}

/** The names of the operator's routers; empty while they load. */
export function useRouterNames(): readonly Named[] {
  const { data } = useQuery({
    queryKey: ['routers', 'names'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/routers/', { params: { query: { limit: ALL } }, signal })),
    select: ({ results }) => results.map(({ id, name }): Named => ({ id, name })),
    staleTime: STALE_MS,
  });
  return data ?? [];
}

/** A package of a router, with its price. */
export interface NamedPackage extends Named {
  readonly router: number;
  readonly price: string;
}

/** The names of the operator's packages; empty while they load. */
export function usePackageNames(): readonly NamedPackage[] {
  const { data } = useQuery({
    queryKey: ['packages', 'names'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/routers/packages/', { params: { query: { limit: ALL } }, signal })),
    select: ({ results }) =>
      results.map(({ id, name, router, price }): NamedPackage => ({ id, name, router, price })),
    staleTime: STALE_MS,
  });
  return data ?? [];
}

/** The name of something by its id, or its number as long as the name is not known. */
export const nameOf = (named: readonly Named[], id: number): string =>
  named.find((each) => each.id === id)?.name ?? `#${id}`;
