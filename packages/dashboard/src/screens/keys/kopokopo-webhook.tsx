import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { StatusBadge } from '../../components/status-badge.js';
import { keysTexts } from '../../texts/keys.js';
import { useTexts } from '../../texts/use-texts.js';
import { Copied } from './intasend-webhook.js';

/** Has Kopo Kopo report the payments of the till. */
export function KopoKopoWebhook({
  id,
  isOpen,
}: {
  readonly id: number;
  /** Whether it is shown at once. */
  readonly isOpen: boolean;
}): ReactNode {
  const texts = useTexts(keysTexts);
  const subscribe = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/payments/credentials/{id}/subscribe-webhooks/', { params: { path: { id } } }),
      ),
  });
  return (
    <details className="more" open={isOpen}>
      <summary>{texts.webhook}</summary>
      <Stack gap="sm" mt="xs" align="flex-start">
        <Text size="sm">{texts.subscribeIntro}</Text>
        <Text size="sm" c="dimmed">
          {texts.subscribeAgain}
        </Text>
        <Button
          variant="default"
          loading={subscribe.isPending}
          onClick={() => {
            subscribe.mutate();
          }}
        >
          {texts.subscribe}
        </Button>
        {subscribe.isError && <ErrorNotice error={subscribe.error} />}
        {subscribe.data && (
          <Stack gap={0} role="status" w="100%" className="sentence">
            <StatusBadge tone="good">
              {texts.subscribed(subscribe.data.subscriptions.length)}
            </StatusBadge>
            <Copied text={subscribe.data.url} />
          </Stack>
        )}
      </Stack>
    </details>
  );
}
