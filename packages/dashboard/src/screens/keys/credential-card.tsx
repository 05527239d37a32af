import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ApiForm } from '../../components/api-form.js';
import { Card } from '../../components/card.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Instant } from '../../components/instant.js';
import { SecretInput } from '../../components/secret-input.js';
import { StatusBadge } from '../../components/status-badge.js';
import { commonTexts } from '../../texts/common.js';
import { keysTexts } from '../../texts/keys.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Credential } from './credentials.js';
import { Verification } from './verification.js';
import { IntaSendWebhook } from './intasend-webhook.js';
import { KopoKopoWebhook } from './kopokopo-webhook.js';

type Dialog = 'replace' | 'remove' | null;

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
  const [dialog, setDialog] = useState<Dialog>(null);
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
    setDialog(null);
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
                setDialog('replace');
              }}
            >
              {texts.replaceSecret}
            </Button>
          )}
          <Button
            variant="subtle"
            color="red"
            onClick={() => {
              setDialog('remove');
            }}
          >
            {texts.remove}
          </Button>
        </Group>
        {isChecking && <Verification id={id} />}
        {change.isError && <ErrorNotice error={change.error} />}
        {provider === 'instasend' ? (
          <IntaSendWebhook credential={credential} />
        ) : (
          <KopoKopoWebhook id={id} />
        )}
      </Stack>
      <ReplaceSecret id={id} isOpen={dialog === 'replace'} onClose={close} onDone={refresh} />
      <Remove id={id} isOpen={dialog === 'remove'} onClose={close} onDone={refresh} />
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

interface DialogProps {
  readonly id: number;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

function ReplaceSecret({ id, isOpen, onClose, onDone }: DialogProps): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(keysTexts)];
  const form = useForm({ initialValues: { private_key: '' } });
  const close = (): void => {
    form.reset();
    onClose();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={texts.replaceSecretTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <ApiForm
        form={form}
        send={(body) =>
          answerOf(
            api.POST('/payments/credentials/{id}/update-private-key/', {
              params: { path: { id } },
              body,
            }),
          )
        }
        onDone={() => {
          close();
          void onDone();
        }}
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
    </Modal>
  );
}

function Remove({ id, isOpen, onClose, onDone }: DialogProps): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(keysTexts)];
  const remove = useMutation({
    mutationFn: () =>
      answerOf(api.DELETE('/payments/credentials/{id}/', { params: { path: { id } } })),
    onSuccess: () => {
      onClose();
      return onDone();
    },
  });
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={texts.removeTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Stack>
        <Text>{texts.removeText}</Text>
        {remove.isError && <ErrorNotice error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {common.cancel}
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => {
              remove.mutate();
            }}
          >
            {texts.removeConfirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
