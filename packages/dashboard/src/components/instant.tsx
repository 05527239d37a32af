import { type ReactNode } from 'react';
import { useTimeFormat } from '../format/use-time-format.js';

/** An instant of the API in the operator's zone; its full form is the title. */
export function Instant({
  at,
  as = 'short',
}: {
  readonly at: string;
  readonly as?: 'short' | 'dateTime' | 'date' | 'time';
}): ReactNode {
  const format = useTimeFormat();
  return (
    <time dateTime={at} title={format.dateTime(at)} style={{ whiteSpace: 'nowrap' }}>
      {format[as](at)}
    </time>
  );
}
