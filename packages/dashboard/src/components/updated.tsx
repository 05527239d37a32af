import { Text } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { type Age } from './age.js';

const SECOND_MS = 1000;
const MINUTE_S = 60;
const HOUR_S = 3600;
/** Younger than this is "just now". */
const NOW_S = 2;

/** How old the figures of a query are: "Updated 8 s ago"; and a warning while none arrive. */
export function Updated({ query }: { readonly query: Age }): ReactNode {
  const texts = useTexts(commonTexts);
  const now = useNow();
  if (query.dataUpdatedAt === 0) return null;
  const seconds = Math.max(0, Math.round((now - query.dataUpdatedAt) / SECOND_MS));
  return (
    <Text size="sm" c={query.isError ? 'orange' : 'dimmed'} component="p" m={0}>
      {query.isError ? `${texts.notUpdating} ` : ''}
      {age(seconds, texts)}
    </Text>
  );
}

function age(seconds: number, texts: (typeof commonTexts)['en']): string {
  if (seconds < NOW_S) return texts.updatedNow;
  if (seconds < MINUTE_S) return texts.updatedSeconds(seconds);
  if (seconds < HOUR_S) return texts.updatedMinutes(Math.floor(seconds / MINUTE_S));
  return texts.updatedHours(Math.floor(seconds / HOUR_S));
}

/** The time of the browser's clock, read once a second. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, SECOND_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
