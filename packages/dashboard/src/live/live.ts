/** How often a screen asks for what may change by itself, in milliseconds, while it is visible. */
const POLL_MS = 15_000;

/**
 * Options of a query whose answer changes by itself, to spread into `useQuery`:
 *
 *     useQuery({ queryKey: ['payments', filters], queryFn: …, ...live });
 */
export const live = { refetchInterval: POLL_MS, refetchIntervalInBackground: false } as const;
