import { Text } from '@mantine/core';
import { type ReactNode } from 'react';

/** A figure with its name, and what it is compared with. */
export const Figure = ({
  name,
  isMain = false,
  children,
  note,
}: {
  readonly name: string;
  readonly isMain?: boolean;
  readonly children: ReactNode;
  readonly note?: ReactNode;
}): ReactNode => (
  <div>
    <Text component="dt" size="sm" c="dimmed">
      {name}
    </Text>
    <Text
      component="dd"
      m={0}
      fw={650}
      lh={1.25}
      fz={isMain ? '1.625rem' : '1.25rem'}
      {...(isMain && { className: 'one-line' })}
    >
      {children}
    </Text>
    {note !== undefined && (
      <Text component="dd" m={0} size="sm" c="dimmed">
        {note}
      </Text>
    )}
  </div>
);
