import { useQuery } from '@tanstack/react-query';
import { packageChoices, routerChoices } from './choices.js';

const STALE_MS = 60_000;

/** Something that lists show by its name. */
export interface Named {
  readonly id: number;
  readonly name: string;
}

/** The names of the operator's routers; empty while they load. */
export function useRouterNames(): readonly Named[] {
  return useQuery({ ...routerChoices, staleTime: STALE_MS }).data ?? [];
}

/** A package of a router, with its price. */
export interface NamedPackage extends Named {
  readonly router: number;
  readonly price: string;
}

/** The names of the operator's packages; empty while they load. */
export function usePackageNames(): readonly NamedPackage[] {
  return useQuery({ ...packageChoices, staleTime: STALE_MS }).data ?? [];
}

/** The name of something by its id, or its number as long as the name is not known. */
export const nameOf = (named: readonly Named[], id: number): string =>
  named.find((each) => each.id === id)?.name ?? `#${id}`;
