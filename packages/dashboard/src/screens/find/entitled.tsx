import { Group, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { TextLink } from '../../components/links.js';
import { StatusBadge } from '../../components/status-badge.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { findTexts } from '../../texts/find.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Hit } from './hit-row.js';

/** Whether the phone or the device that was looked for has access now, and until when. */
export function Entitled({
  hits,
  q,
}: {
  readonly hits: readonly Hit[];
  readonly q: string;
}): ReactNode {
  const texts = useTexts(findTexts);
  const format = useTimeFormat();
  const by = hits.find(
    ({ matched_by: name }) => name === 'phone_number' || name === 'mac_address',
  )?.matched_by;
  if (by === undefined) return null;
  const isPhone = by === 'phone_number';
  const end = hits
    .flatMap(({ entitlement }) =>
      entitlement?.state === 'running' && entitlement.ends_at !== null ? [entitlement.ends_at] : [],
    )
    .toSorted()
    .at(-1);
  const sentence =
    end === undefined
      ? isPhone
        ? texts.phoneNotEntitled
        : texts.deviceNotEntitled
      : (isPhone ? texts.phoneEntitled : texts.deviceEntitled)(format.short(end));
  return (
    <Card p="md">
      <Group justify="space-between" gap="sm">
        <Text component="div" fw={600}>
          <StatusBadge wraps tone={end === undefined ? 'quiet' : 'good'}>
            {sentence}
          </StatusBadge>
        </Text>
        <TextLink to="/access" search={{ view: 'why', q }}>
          {texts.why}
        </TextLink>
      </Group>
    </Card>
  );
}
