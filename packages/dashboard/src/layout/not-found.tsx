import { Stack, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { LinkButton } from '../components/links.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';

/** An address that leads to no screen. */
export function NotFound(): ReactNode {
  const texts = useTexts(commonTexts);
  return (
    <Stack component="main" align="center" px="md" py={96} ta="center">
      <title>{`${texts.notFound} · ${texts.product}`}</title>
      <Title order={1} size="h3">
        {texts.notFound}
      </Title>
      <LinkButton to="/">{texts.backToToday}</LinkButton>
    </Stack>
  );
}
