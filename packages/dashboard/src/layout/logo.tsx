import { Group, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import icon from '../icon.svg';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';

/** The sign and the name of the product. */
export const Logo = (): ReactNode => (
  <Group gap={10}>
    <img src={icon} width={30} height={30} alt="" />
    <Text component="span" fw={700} fz={20} style={{ letterSpacing: '-0.02em' }}>
      {useTexts(commonTexts).product}
    </Text>
  </Group>
);
