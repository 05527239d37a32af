import { Skeleton, Stack } from '@mantine/core';
import { type ReactNode } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { Card } from './card.js';

const ROWS = 6;

/** Where rows will be, while they load. */
export function ListSkeleton(): ReactNode {
  const texts = useTexts(commonTexts);
  return (
    <Card>
      <Stack gap="md" role="status" aria-label={texts.loading}>
        {Array.from({ length: ROWS }, (_, index) => (
          <Skeleton key={index} height={20} width={`${95 - (index % 3) * 15}%`} />
        ))}
      </Stack>
    </Card>
  );
}
