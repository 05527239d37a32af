import './keys.css';
import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { CopyButton } from '../../components/copy-button.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { publicUrl } from '../../server-facts.js';
import { keysTexts } from '../../texts/keys.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Credential } from './credentials.js';

/** 128 random bits, as 32 characters. */
const CHALLENGE_BYTES = 16;

/** How payments are reported: the address and the challenge to copy into IntaSend's form. */
export function IntaSendWebhook({
  credential,
  isOpen,
}: {
  readonly credential: Credential;
  /** Whether the steps are shown at once. */
  readonly isOpen: boolean;
}): ReactNode {
  const texts = useTexts(keysTexts);
  const { id } = credential;
  const queryClient = useQueryClient();
  const set = useMutation({
    mutationFn: async (challenge: string) => {
      await answerOf(
        api.PATCH('/payments/credentials/{id}/', {
          params: { path: { id } },
          body: { webhook_challenge: challenge },
        }),
      );
      return challenge;
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['keys'] }),
  });
  const challenge = set.data ?? '';
  const hasChallenge = credential.has_webhook_challenge;
  return (
    <details className="more" open={isOpen}>
      <summary>{texts.webhook}</summary>
      <Stack gap="md" mt="xs">
        <Text size="sm">{texts.webhookIntro}</Text>
        <ol className="webhook-steps">
          <li>
            {texts.webhookStep1}
            <Copied text={`${publicUrl}/payments/webhook/`} />
          </li>
          <li>
            {texts.webhookStep2}
            <Stack gap="xs" mt="xs" align="flex-start">
              {challenge === '' ? (
                <Text size="sm" c="dimmed">
                  {hasChallenge ? texts.challengeIs : texts.challengeNone}
                </Text>
              ) : (
                <Alert variant="light" color="green" role="status" w="100%">
                  <Text size="sm">{texts.challengeShown}</Text>
                  <Copied text={challenge} />
                </Alert>
              )}
              <Group gap="sm">
                <Button
                  variant="default"
                  loading={set.isPending}
                  onClick={() => {
                    set.mutate(newChallenge());
                  }}
                >
                  {hasChallenge ? texts.challengeAgain : texts.challengeMake}
                </Button>
                {hasChallenge && (
                  <Button
                    variant="subtle"
                    color="gray"
                    disabled={set.isPending}
                    onClick={() => {
                      set.mutate('');
                    }}
                  >
                    {texts.challengeRemove}
                  </Button>
                )}
              </Group>
              {set.isError && <ErrorNotice error={set.error} />}
            </Stack>
          </li>
          <li>{texts.webhookStep3}</li>
        </ol>
      </Stack>
    </details>
  );
}

/** A text to copy, as it is. */
export const Copied = ({ text }: { readonly text: string }): ReactNode => (
  <Stack gap="xs" mt="xs" align="flex-start">
    <Code block className="wrapped" w="100%">
      {text}
    </Code>
    <CopyButton text={text} />
  </Stack>
);

const newChallenge = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
