import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.js';
import { answerOf, api } from '../api/client.js';
import { type components } from '../api/openapi.js';
import { useUser } from '../session/use-session.js';
import { catchUp } from './catch-up.js';

/** How often the server is asked what has happened, in milliseconds, while the page is visible. */
const POLL_MS = 5000;
const GONE = 410;

/**
 * The queries whose answers an event changes, by the first word of its type and of their keys. A sale
 * changes who may be online, and both change the sums.
 */
const CHANGED: Readonly<Record<string, readonly string[]>> = {
  payment: ['payments', 'access', 'reports'],
  access: ['access', 'reports', 'payments'],
  router: ['routers', 'reports'],
  receipt: ['receipts', 'reports'],
};

const ALL_CHANGED = Object.values(CHANGED).flat();

/**
 * Follows what happens on the server, and reads again what has changed by it, so that a sale is on the
 * screen within seconds. Screens that nothing tells of still ask by themselves, see `live.ts`.
 */
export function useEvents(): void {
  const cache = useQueryClient();
  const userId = useUser()?.id ?? null;
  const queryKey = ['events', userId];
  useQuery({
    queryKey,
    enabled: userId !== null,
    refetchInterval: POLL_MS,
    refetchIntervalInBackground: false,
    retry: false,
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const { types, cursor } = await catchUp(
        (after) => readPage(after, signal),
        cache.getQueryData<string>(queryKey),
      );
      const changed = new Set(
        types?.flatMap((type) => CHANGED[type.split('.')[0] ?? ''] ?? []) ?? ALL_CHANGED,
      );
      await Promise.all([...changed].map((name) => cache.invalidateQueries({ queryKey: [name] })));
      return cursor;
    },
  });
}

/** A page of events; null when the cursor is too old, or of a database that was restored. */
const readPage = (
  after: string | undefined,
  signal: AbortSignal,
): Promise<components['schemas']['Events'] | null> =>
  answerOf(
    api.GET('/events/', { params: { query: after === undefined ? {} : { after } }, signal }),
  ).catch((error: unknown) => {
    if (after !== undefined && error instanceof ApiError && error.status === GONE) return null;
    throw error;
  });
