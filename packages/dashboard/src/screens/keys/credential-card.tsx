import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { orGone } from '../../api/or-gone.js';
import { ApiForm } from '../../components/api-form.js';
import { Card } from '../../components/card.js';
import { Confirm } from '../../components/confirm.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Instant } from '../../components/instant.js';
import { SecretInput } from '../../components/secret-input.js';
import { StatusBadge } from '../../components/status-badge.js';
import { commonTexts } from '../../texts/common.js';
import { keysTexts } from '../../texts/keys.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { type Credential } from './credentials.js';
import { Verification } from './verification.js';
import { IntaSendWebhook } from './intasend-webhook.js';
import { KopoKopoWebhook } from './kopokopo-webhook.js';

type Asked = 'replace' | 'remove' | null;

/** Keys of a provider, and what can be done with them. */
export function CredentialCard({
  credential,
  isNew,
}: {
  readonly credential: Credential;
  readonly isNew: boolean;
}): ReactNode {
  const texts = useTexts(keysTexts);
  const { id, provider, environment } = credential;
  const [isChecking, setChecking] = useState(isNew);
  const [asked, setAsked] = useState<Asked>(null);
  const [{ webhook }] = useSearchValues();
  const isWebhookWanted = webhook === String(id);
  const queryClient = useQueryClient();
  const refresh = (): Promise<void> => {
    // What the provider said of the keys before is not true of them now.
    setChecking(false);
    queryClient.removeQueries({ queryKey: ['verification', id] });
    return queryClient.invalidateQueries({ queryKey: ['keys'] });
  };
  const change = useMutation({
    // The wanted state is sent, so that one more try after a lost answer does not undo it.
    mutationFn: (isActive: boolean) =>
      answerOf(
        api.PATCH('/payments/credentials/{id}/', {
          params: { path: { id } },
          body: { is_active: isActive },
        }),
      ),
    onSettled: refresh,
  });
  const close = (): void => {
    setAsked(null);
  };
  const name = `${texts.providers[provider]}, ${texts.environments[environment]}`;
  return (
    <Card role="region" aria-label={name}>
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4">
            {name}
          </Title>
          <StatusBadge tone={credential.is_active ? 'good' : 'quiet'}>
            {credential.is_active ? texts.active : texts.inactive}
          </StatusBadge>
        </Group>
        <Facts credential={credential} />
        <Group gap="sm">
          {!isChecking && (
            <Button
              variant="default"
              onClick={() => {
                setChecking(true);
              }}
            >
              {texts.verify}
            </Button>
          )}
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => {
              change.mutate(!credential.is_active);
            }}
          >
            {credential.is_active ? texts.switchOff : texts.switchOn}
          </Button>
          {provider === 'instasend' && (
            <Button
              variant="default"
              onClick={() => {
                setAsked('replace');
              }}
            >
              {texts.replaceSecret}
            </Button>
          )}
          <Button
            variant="subtle"
            color="red"
            onClick={() => {
              setAsked('remove');
            }}
          >
            {texts.remove}
          </Button>
        </Group>
        {isChecking && <Verification id={id} />}
        {change.isError && <ErrorNotice error={change.error} />}
        {provider === 'instasend' ? (
          <IntaSendWebhook credential={credential} isOpen={isWebhookWanted} />
        ) : (
          <KopoKopoWebhook id={id} isOpen={isWebhookWanted} />
        )}
      </Stack>
      <ReplaceSecret id={id} isOpen={asked === 'replace'} onClose={close} onReplaced={refresh} />
      <Confirm
        isOpen={asked === 'remove'}
        onClose={close}
        title={texts.removeTitle}
        text={texts.removeText}
        confirm={texts.removeConfirm}
        color="red"
        onConfirm={async () => {
          await orGone(
            answerOf(api.DELETE('/payments/credentials/{id}/', { params: { path: { id } } })),
          );
          await refresh();
        }}
      />
    </Card>
  );
}

function Facts({ credential }: { readonly credential: Credential }): ReactNode {
  const texts = useTexts(keysTexts);
  const shown = credential.till_number ?? credential.api_key ?? '';
  return (
    <div>
      <Text size="sm" className="wrapped">
        {credential.client_id === undefined ? shown : `${shown} · ${credential.client_id}`}
      </Text>
      <Text size="sm" c="dimmed">
        {texts.endsWith(credential.private_key_hint)}
        {' · '}
        {texts.added} <Instant at={credential.created_at} as="date" />
      </Text>
    </div>
  );
}

function ReplaceSecret({
  id,
  isOpen,
  onClose,
  onReplaced,
}: {
  readonly id: number;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Called when the secret was replaced, or may have been. */
  readonly onReplaced: () => Promise<void>;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(keysTexts)];
  const form = useForm({ initialValues: { private_key: '' } });
  const close = (): void => {
    form.reset();
    onClose();
  };
  return (
    <Dialog isOpen={isOpen} onClose={close} title={texts.replaceSecretTitle}>
      <ApiForm
        form={form}
        send={(body) =>
          answerOf(
            api.POST('/payments/credentials/{id}/update-private-key/', {
              params: { path: { id } },
              body,
            }),
          ).finally(onReplaced)
        }
        onDone={close}
        submit={common.save}
        onCancel={close}
      >
        <Text size="sm">{texts.replaceSecretText}</Text>
        <SecretInput
          label={texts.secretKey}
          description={texts.secretKeyHint}
          data-autofocus
          {...form.getInputProps('private_key')}
        />
      </ApiForm>
    </Dialog>
  );
}
