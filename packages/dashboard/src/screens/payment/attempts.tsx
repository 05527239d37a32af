import { Stack, Text, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { Fact } from '../../components/fact.js';
import { Instant } from '../../components/instant.js';
import { paymentTexts } from '../../texts/payment.js';
import { useTexts } from '../../texts/use-texts.js';
import { type PaymentDetails } from './use-payment.js';

/** Each try to collect the money. */
export function Attempts({
  attempts,
}: {
  readonly attempts: PaymentDetails['attempts'];
}): ReactNode {
  const texts = useTexts(paymentTexts);
  return (
    <Card>
      <Title order={2} size="h4" mb="md">
        {texts.attempts}
      </Title>
      <Stack gap="lg">
        {attempts.map((attempt) => (
          <section key={attempt.number} aria-label={texts.attempt(attempt.number)}>
            <Text fw={600}>
              {texts.attempt(attempt.number)} · {texts.channels[attempt.channel]}
            </Text>
            <Text size="sm" c="dimmed" mb="xs">
              <Instant at={attempt.created_at} as="dateTime" /> ·{' '}
              {texts.deliveries[attempt.delivery]}
              {attempt.environment === 'sandbox' && ` · ${texts.testKeys}`}
            </Text>
            <dl className="facts">
              {attempt.failed_reason !== null && (
                <Fact name={texts.facts.reason}>{attempt.failed_reason}</Fact>
              )}
              {attempt.mpesa_reference !== null && (
                <Fact name={texts.receipt}>{attempt.mpesa_reference}</Fact>
              )}
              {attempt.intasend_invoice_id !== null && (
                <Fact name={texts.invoice}>{attempt.intasend_invoice_id}</Fact>
              )}
              {attempt.intasend_state !== '' && (
                <Fact name={texts.providerWord}>{attempt.intasend_state}</Fact>
              )}
            </dl>
          </section>
        ))}
      </Stack>
    </Card>
  );
}
