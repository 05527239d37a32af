import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { StatusBadge } from '../../components/status-badge.js';
import { routersTexts } from '../../texts/routers.js';
import { useTexts } from '../../texts/use-texts.js';

/** Whether the server can log in at the router. */
export function ConnectionTest({ id }: { readonly id: number }): ReactNode {
  const texts = useTexts(routersTexts);
  const queryClient = useQueryClient();
  const test = useMutation({
    mutationFn: async () => {
      const result = await answerOf(
        api.POST('/routers/{id}/test-connection/', { params: { path: { id } } }),
      );
      return { ...result, device: result.is_online ? await deviceOf(id) : null };
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['routers'] }),
  });
  return (
    <Stack gap="xs" align="flex-start" w="100%">
      <Text size="sm" c="dimmed">
        {texts.testing}
      </Text>
      <Button
        variant="default"
        loading={test.isPending}
        onClick={() => {
          test.mutate();
        }}
      >
        {texts.test}
      </Button>
      <div role="status">
        {test.data?.is_online === true && <StatusBadge tone="good">{texts.online}</StatusBadge>}
        {test.data?.device && (
          <Text size="sm" c="dimmed" ml={22}>
            {texts.runs(test.data.device.version, test.data.device.board_name)}
          </Text>
        )}
      </div>
      {test.data?.is_online === false && (
        <Alert color="orange" variant="light" role="alert" w="100%">
          <Text size="sm">{test.data.reason}</Text>
        </Alert>
      )}
      {test.isError && <ErrorNotice error={test.error} />}
    </Stack>
  );
}

/** What the router says of itself; null when it does not, which makes the test no failure. */
const deviceOf = (id: number) =>
  answerOf(api.GET('/routers/{id}/device-info/', { params: { path: { id } } })).catch(() => null);
