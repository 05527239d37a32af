import { Alert, Group, Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { LinkButton } from '../../components/links.js';
import { StatusBadge } from '../../components/status-badge.js';
import { firstRunTexts } from '../../texts/first-run.js';
import { keysTexts } from '../../texts/keys.js';
import { useTexts } from '../../texts/use-texts.js';

/** Asks the provider whether it accepts keys, once they were added. */
export function Verification({ id }: { readonly id: number }): ReactNode {
  const [texts, firstRun] = [useTexts(keysTexts), useTexts(firstRunTexts)];
  const check = useQuery({
    queryKey: ['verification', id],
    queryFn: () =>
      answerOf(
        api.POST('/payments/credentials/{id}/verify/', { params: { path: { id } }, body: {} }),
      ),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  });
  if (check.isFetching) {
    return (
      <Group gap="sm" role="status">
        <Loader size="sm" aria-hidden />
        <Text size="sm">{texts.checking}</Text>
      </Group>
    );
  }
  if (!check.data) {
    return <ErrorNotice error={check.error} onRetry={() => void check.refetch()} />;
  }
  if (check.data.is_valid) {
    return (
      <Text size="sm" component="div" role="status" className="sentence">
        <StatusBadge tone="good">{texts.valid}</StatusBadge>
      </Text>
    );
  }
  return (
    <Alert color="orange" variant="light" role="alert">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{`${firstRun.verifyFailed} ${check.data.message}`}</Text>
        <LinkButton variant="default" to="/keys">
          {firstRun.changeKeys}
        </LinkButton>
      </Stack>
    </Alert>
  );
}
