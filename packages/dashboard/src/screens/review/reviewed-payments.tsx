import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type components } from '../../api/openapi.js';
import { Card } from '../../components/card.js';
import { Pages } from '../../components/data-list.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Instant } from '../../components/instant.js';
import { LinkButton } from '../../components/links.js';
import { Money } from '../../components/money.js';
import { PaymentStatus } from '../../components/payment-status.js';
import { formatPhone } from '../../format/phone.js';
import { commonTexts } from '../../texts/common.js';
import { reviewReasonTexts } from '../../texts/review-reasons.js';
import { reviewTexts } from '../../texts/review.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { ResolveReview } from '../payment/resolve-review.js';
import { useReviewedPayments } from './use-review.js';

type Payment = components['schemas']['Payment'];

/** Payments that do not fit, each with what has happened and what to do. */
export function ReviewedPayments(): ReactNode {
  // A payment may leave the list while the question is open.
  const [resolved, setResolved] = useState<Payment | null>(null);
  return (
    <>
      <Reviews onResolve={setResolved} />
      <ResolveReview
        payment={resolved}
        onClose={() => {
          setResolved(null);
        }}
      />
    </>
  );
}

function Reviews({ onResolve }: { readonly onResolve: (payment: Payment) => void }): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(reviewTexts)];
  const [, setSearch] = useSearchValues();
  const payments = useReviewedPayments();
  if (!payments.data) {
    if (payments.isPending) return <Card role="status">{common.loading}</Card>;
    return <ErrorNotice error={payments.error} onRetry={() => void payments.refetch()} />;
  }
  if (payments.data.results.length === 0) {
    return (
      <Card>
        <EmptyState title={texts.nonePayments}>{texts.nonePaymentsHint}</EmptyState>
      </Card>
    );
  }
  return (
    <Stack gap="md">
      {payments.data.results.map((payment) => (
        <Reviewed
          key={payment.id}
          payment={payment}
          onResolve={() => {
            onResolve(payment);
          }}
        />
      ))}
      <Pages
        page={payments.data}
        onCursor={(cursor) => {
          setSearch({ cursor });
        }}
      />
    </Stack>
  );
}

function Reviewed({
  payment,
  onResolve,
}: {
  readonly payment: Payment;
  readonly onResolve: () => void;
}): ReactNode {
  const [texts, words] = [useTexts(reviewTexts), useTexts(reviewReasonTexts)];
  const { review_reason: reason } = payment;
  if (reason === null) return null;
  const { title, what, paid, open, todo } = words.reviews[reason];
  return (
    <Card role="article" aria-label={title}>
      <Group justify="space-between" gap="xs" align="baseline">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text component="div" fw={600}>
          <Money amount={payment.amount} currency={payment.currency} />
        </Text>
      </Group>
      <Group gap="md" mt={4} mb="sm" fz="sm" c="dimmed">
        <PaymentStatus status={payment.status} />
        {payment.phone_number !== '' && <span>{formatPhone(payment.phone_number)}</span>}
        <Instant at={payment.created_at} />
        {payment.mpesa_reference !== null && <span>{payment.mpesa_reference}</span>}
      </Group>
      <Text>
        {what} {payment.status === 'completed' ? paid : open}
      </Text>
      <Text mt="xs">
        <b>{words.doWhat}:</b> {todo}
      </Text>
      <Group mt="md" gap="sm">
        <Button onClick={onResolve}>{words.resolve}</Button>
        <LinkButton variant="default" to="/payments/$id" params={{ id: payment.id }}>
          {texts.see}
        </LinkButton>
      </Group>
    </Card>
  );
}
