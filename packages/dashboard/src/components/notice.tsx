import { Paper, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { StatusBadge, type Tone } from './status-badge.js';

/** Something that a person has to know or do, with its sign. */
export const Notice = ({
  tone = 'attention',
  title,
  children,
}: {
  readonly tone?: Tone;
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode => (
  <Paper component="section" className="card notice" data-tone={tone} aria-label={title}>
    <Title order={2} size="h4" mb="xs">
      <StatusBadge tone={tone} wraps>
        {title}
      </StatusBadge>
    </Title>
    {children}
  </Paper>
);
