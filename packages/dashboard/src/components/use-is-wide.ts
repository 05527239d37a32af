import { useSyncExternalStore } from 'react';

const query = window.matchMedia('(min-width: 40em)');

/** Whether there is room for tables: 640 px at the usual size of text. */
export const useIsWide = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      query.addEventListener('change', listener);
      return () => {
        query.removeEventListener('change', listener);
      };
    },
    () => query.matches,
  );
