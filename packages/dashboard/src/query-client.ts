import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api/api-error.js';

const MAX_RETRIES = 2;
const FRESH_MS = 5000;

/** The cache of everything that was read. Keys begin with the resource: `['payments', …]`. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Whether a server is reached is found out by asking it: a server in the same network is, and
      // what waits for the network would be sent after "Cancel".
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: FRESH_MS,
      // A refusal stays a refusal; a lost answer is worth another try.
      retry: (failures, error) =>
        failures < MAX_RETRIES && !(error instanceof ApiError && error.status < 500),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
