import { Group, Stack, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { useHeadingFocus } from './use-heading-focus.js';

/**
 * A screen: its heading, which takes the focus after a navigation so that screen readers say where
 * they are, its actions, and its content.
 */
export function Page({
  title,
  actions,
  aside,
  children,
}: {
  readonly title: string;
  /** Buttons beside the heading. */
  readonly actions?: ReactNode;
  /** A line below the heading, such as how old the figures are. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const texts = useTexts(commonTexts);
  const heading = useHeadingFocus();
  return (
    <Stack gap="lg">
      <title>{`${title} · ${texts.product}`}</title>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Title order={1} size="h2" ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {aside}
        </div>
        {actions !== undefined && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
