import { Group, Text, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from './card.js';

/** A part of the screen with its heading. */
export const Part = ({
  title,
  hint,
  action,
  children,
}: {
  readonly title: string;
  readonly hint?: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}): ReactNode => (
  <Card>
    <Group justify="space-between" mb="md" gap="sm">
      <div>
        <Title order={2} size="h4">
          {title}
        </Title>
        {hint !== undefined && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </div>
      {action}
    </Group>
    {children}
  </Card>
);
