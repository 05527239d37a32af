import { type ProviderCode } from '../providers/provider-code.js';
import { type Figures, type JudgedCredential, type SilentRouter } from './now.repository.js';

/** What may be left to an operator to do, in the order in which it is shown. */
export const TO_DO_KINDS = [
  'review',
  'router_silent',
  'keys_failing',
  'webhook_silent',
  'unmatched_receipts',
  'no_router',
  'no_package',
  'no_credentials',
] as const;

/** Something that an operator should look at. */
export interface ToDo {
  readonly kind: (typeof TO_DO_KINDS)[number];
  readonly count: number;
  /** Since when, as far as it is known. */
  readonly since: Date | null;
  readonly router: { readonly id: number; readonly name: string } | null;
  readonly credential: { readonly id: number; readonly provider: ProviderCode } | null;
}

/** Everything that the to-do list is made from. */
export interface StateOfBusiness {
  readonly figures: Figures;
  readonly silentRouters: readonly SilentRouter[];
  readonly credentials: readonly JudgedCredential[];
}

/** Makes the to-do list of an operator. Pure. */
export function toDoOf({ figures, silentRouters, credentials }: StateOfBusiness): readonly ToDo[] {
  const { routers, routersWithoutPackage, routerWithoutPackage, nameOfThatRouter } = figures;
  const isOneRouter = routersWithoutPackage === 1 && routerWithoutPackage !== null;
  return [
    ...some('review', figures.reviews, { since: figures.reviewsSince }),
    ...silentRouters.flatMap(({ id, name, since }) =>
      some('router_silent', 1, { since, router: { id, name } }),
    ),
    ...credentials.flatMap(({ id, provider, refusedSince: since }) =>
      some('keys_failing', since === null ? 0 : 1, { since, credential: { id, provider } }),
    ),
    ...credentials.flatMap(({ id, provider, silentSales, silentSince: since }) =>
      some('webhook_silent', silentSales, { since, credential: { id, provider } }),
    ),
    ...some('unmatched_receipts', figures.unmatchedReceipts, { since: figures.unmatchedSince }),
    ...some('no_router', routers === 0 ? 1 : 0),
    ...some('no_package', routersWithoutPackage, {
      router: isOneRouter ? { id: routerWithoutPackage, name: nameOfThatRouter ?? '' } : null,
    }),
    ...some('no_credentials', figures.credentials === 0 ? 1 : 0),
  ];
}

const some = (kind: ToDo['kind'], count: number, more: Partial<ToDo> = {}): readonly ToDo[] =>
  count === 0 ? [] : [{ kind, count, since: null, router: null, credential: null, ...more }];
