import { Button, Code, Group, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Fact } from '../../components/fact.js';
import { Instant } from '../../components/instant.js';
import { TextLink } from '../../components/links.js';
import { useIsWide } from '../../components/use-is-wide.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';
import { webhooksTexts } from '../../texts/webhooks.js';
import { kindInWords, Outcome } from './outcome.js';

type Details = components['schemas']['WebhookEventDetails'];

/** The only kind that can be processed again. */
const REPLAYABLE = 'collection';
/** How often an event that is shown is read again: what becomes of it is decided in the background. */
const POLL_MS = 3000;

/** An event with its body, over the list. */
export function EventDetails({
  id,
  onClose,
}: {
  /** Null while none is shown. */
  readonly id: string | null;
  readonly onClose: () => void;
}): ReactNode {
  const texts = useTexts(webhooksTexts);
  const isWide = useIsWide();
  return (
    <Dialog
      isOpen={id !== null}
      onClose={onClose}
      title={texts.title}
      size="lg"
      fullScreen={!isWide}
    >
      {id !== null && <Event id={Number(id)} />}
    </Dialog>
  );
}

function Event({ id }: { readonly id: number }): ReactNode {
  const event = useQuery({
    queryKey: ['webhooks', 'one', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/payments/webhook-events/{id}/', { params: { path: { id } }, signal })),
    refetchInterval: POLL_MS,
  });
  if (event.data) return <Facts event={event.data} />;
  if (event.isPending) return <Skeleton height={240} />;
  return <ErrorNotice error={event.error} onRetry={() => void event.refetch()} />;
}

function Facts({ event }: { readonly event: Details }): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(webhooksTexts)];
  return (
    <Stack>
      <div>
        <Outcome of={event.outcome} />
        <Text>{texts.meanings[event.outcome]}</Text>
      </div>
      <dl className="facts">
        <Fact name={texts.kind}>{kindInWords(event.kind, texts)}</Fact>
        <Fact name={texts.payment}>
          {event.payment_id === null ? (
            texts.noPayment
          ) : (
            <TextLink to="/payments/$id" params={{ id: event.payment_id }}>
              {texts.showPayment}
            </TextLink>
          )}
        </Fact>
        <Fact name={texts.received}>
          <Instant at={event.received_at} />
        </Fact>
        <Fact name={texts.processed}>
          {event.processed_at === null ? texts.notYet : <Instant at={event.processed_at} />}
        </Fact>
        <Fact name={texts.state}>{event.state ?? common.none}</Fact>
        <Fact name={texts.invoice}>{event.invoice_id ?? common.none}</Fact>
        <Fact name={texts.reference}>{event.api_ref ?? common.none}</Fact>
        <Fact name={texts.sender}>{texts.trusts[event.trust]}</Fact>
      </dl>
      {event.kind === REPLAYABLE && event.body !== null && <Replay id={event.id} />}
      <div>
        <Text fw={600} mb={4}>
          {texts.body}
        </Text>
        {event.body === null ? (
          <Text c="dimmed">{texts.noBody}</Text>
        ) : (
          <Code block className="wrapped" tabIndex={0} aria-label={texts.body}>
            {JSON.stringify(event.body, null, 2)}
          </Code>
        )}
      </div>
    </Stack>
  );
}

function Replay({ id }: { readonly id: number }): ReactNode {
  const texts = useTexts(webhooksTexts);
  const queryClient = useQueryClient();
  const replay = useMutation({
    mutationFn: () =>
      answerOf(api.POST('/payments/webhook-events/{id}/replay/', { params: { path: { id } } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['webhooks'] });
      notifications.show({ color: 'green', message: texts.replayed });
    },
  });
  return (
    <div>
      <Group gap="sm">
        <Button
          variant="default"
          loading={replay.isPending}
          onClick={() => {
            replay.mutate();
          }}
        >
          {texts.replay}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {texts.replayHint}
      </Text>
      {replay.isError && <ErrorNotice error={replay.error} />}
    </div>
  );
}
