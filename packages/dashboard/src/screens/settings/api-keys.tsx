import { Alert, Button, Code, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../api/api-error.js';
import { answerOf, api } from '../../api/client.js';
import { Card } from '../../components/card.js';
import { CopyButton } from '../../components/copy-button.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Instant } from '../../components/instant.js';
import { commonTexts } from '../../texts/common.js';
import { settingsTexts } from '../../texts/settings.js';
import { useTexts } from '../../texts/use-texts.js';

const GRACE_HOURS = [0, 24, 168, 720] as const;
const NOT_FOUND = 404;

/** The pair of keys of the operator's own programs. The private one is shown once. */
export function ApiKeys(): ReactNode {
  const texts = useTexts(settingsTexts);
  const queryClient = useQueryClient();
  const [isOpen, question] = useDisclosure(false);
  const keys = useQuery({
    queryKey: ['keys', 'api'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/users/api-keys/', { signal })).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === NOT_FOUND) return null;
        throw error;
      }),
  });
  const rotate = useMutation({
    mutationFn: (hours: number) =>
      answerOf(api.POST('/users/rotate-api-keys/', { params: { query: { grace_hours: hours } } })),
    gcTime: 0,
    onSuccess: question.close,
    // After a lost answer the keys may be others, too.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['keys', 'api'] }),
  });
  return (
    <Card>
      <Stack gap="md" align="flex-start">
        <div>
          <Title order={2} size="h4">
            {texts.apiKeys}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.apiKeysIntro}
          </Text>
        </div>
        {keys.isError && <ErrorNotice error={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.data === null && <Text>{texts.noKeys}</Text>}
        {keys.data && (
          <Shown label={texts.publicKey} text={keys.data.public_key}>
            <Text size="sm" c="dimmed">
              {texts.since} <Instant at={keys.data.created_at} as="dateTime" />
            </Text>
          </Shown>
        )}
        {rotate.data && (
          <Alert variant="light" color="green" role="status" w="100%">
            <Shown label={texts.privateKey} text={rotate.data.private_key}>
              <Text size="sm">{texts.privateKeyOnce}</Text>
            </Shown>
          </Alert>
        )}
        <Button variant="default" onClick={question.open}>
          {texts.rotate}
        </Button>
      </Stack>
      <RotateDialog
        isOpen={isOpen}
        onClose={question.close}
        isPending={rotate.isPending}
        error={rotate.error}
        onRotate={rotate.mutate}
      />
    </Card>
  );
}

function Shown({
  label,
  text,
  children,
}: {
  readonly label: string;
  readonly text: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Stack gap="xs" align="flex-start" w="100%">
      <Text fw={600}>{label}</Text>
      <Code block className="wrapped">
        {text}
      </Code>
      {children}
      <CopyButton text={text} />
    </Stack>
  );
}

function RotateDialog({
  isOpen,
  onClose,
  isPending,
  error,
  onRotate,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onRotate: (hours: number) => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(settingsTexts)];
  const [hours, setHours] = useState(24);
  return (
    <Dialog isOpen={isOpen} isBusy={isPending} onClose={onClose} title={texts.rotateTitle}>
      <Stack>
        <Text>{texts.rotateText}</Text>
        <NativeSelect
          label={texts.grace}
          value={String(hours)}
          data={GRACE_HOURS.map((value) => ({
            value: String(value),
            label: texts.graceHours(value),
          }))}
          onChange={({ currentTarget }) => {
            setHours(Number(currentTarget.value));
          }}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end">
          <Button variant="default" disabled={isPending} onClick={onClose} data-autofocus>
            {common.cancel}
          </Button>
          <Button
            loading={isPending}
            onClick={() => {
              onRotate(hours);
            }}
          >
            {texts.rotate}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
