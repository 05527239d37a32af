import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from '../components/card.js';
import { useHeadingFocus } from '../components/use-heading-focus.js';
import { LanguageSwitch } from '../components/language-switch.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { Logo } from './logo.js';

/** What is around the screens of people who are not logged in. */
export function Outside({
  title,
  intro,
  children,
}: {
  readonly title: string;
  readonly intro: string;
  readonly children: ReactNode;
}): ReactNode {
  const texts = useTexts(commonTexts);
  const heading = useHeadingFocus();
  return (
    <Box maw="26rem" mx="auto" px="md" py={{ base: 'md', sm: 64 }}>
      <title>{`${title} · ${texts.product}`}</title>
      <Group component="header" justify="space-between" mb="xl">
        <Logo />
        <LanguageSwitch />
      </Group>
      <main>
        <Card p={{ base: 'lg', sm: 'xl' }}>
          <Stack gap="lg">
            <div>
              <Title order={1} size="h2" ref={heading} tabIndex={-1}>
                {title}
              </Title>
              <Text c="dimmed" mt={4}>
                {intro}
              </Text>
            </div>
            {children}
          </Stack>
        </Card>
      </main>
    </Box>
  );
}
