import { Stack, Text, Title } from '@mantine/core';
import { type ReactNode } from 'react';

/** What an empty screen says: what will be here, and the one act that leads there. */
export const EmptyState = ({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode => (
  <Stack align="center" gap="sm" py={48} px="md" ta="center">
    <Title order={2} size="h4">
      {title}
    </Title>
    {children !== undefined && (
      <Text c="dimmed" maw="28rem">
        {children}
      </Text>
    )}
    {action}
  </Stack>
);
