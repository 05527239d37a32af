import { Stack, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { TextLink } from '../../components/links.js';
import { hasSimulator } from '../../server-facts.js';
import { firstRunTexts } from '../../texts/first-run.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Credential } from '../keys/credentials.js';

/** Where the provider is told to report payments; nothing once that is set up. */
export function WebhookHint({ credential }: { readonly credential: Credential }): ReactNode {
  const texts = useTexts(firstRunTexts);
  const { id, provider, is_sandbox: isTest, has_webhook_challenge: hasChallenge } = credential;
  if (provider === 'instasend') {
    if (hasSimulator && isTest) {
      return (
        <Text size="sm" c="dimmed">
          {texts.webhookSimulated}
        </Text>
      );
    }
    if (hasChallenge) return null;
  }
  return (
    <Stack gap={4} align="flex-start">
      <Text size="sm">{texts.webhook[provider]}</Text>
      <TextLink to="/keys" search={{ webhook: String(id) }} size="sm">
        {texts.webhookSetUp}
      </TextLink>
    </Stack>
  );
}
