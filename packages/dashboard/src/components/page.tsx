import { Group, Stack, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';

/** Whether a screen has been shown: only screens after the first one take the focus. */
let hasNavigated = false;

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
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasNavigated) heading.current?.focus({ preventScroll: true });
    hasNavigated = true;
  }, []);
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
