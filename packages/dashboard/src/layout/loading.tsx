import { Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';

/** Where a screen will be, while its files load or the server is asked who is logged in. */
export function Loading(): ReactNode {
  const texts = useTexts(commonTexts);
  return (
    <Text component="p" role="status" c="dimmed" p="md" m={0}>
      {texts.loading}
    </Text>
  );
}
