import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Notice } from '../../components/notice.js';
import { formatMoney } from '../../format/money.js';
import { reviewReasonTexts } from '../../texts/review-reasons.js';
import { useTexts } from '../../texts/use-texts.js';
import { ResolveReview } from './resolve-review.js';
import { amountIn } from './payment-history.js';
import { type PaymentDetails } from './use-payment.js';

/** Why a payment has to be looked at, what to do, and the way to say that it is done. */
export function ReviewNotice({ payment }: { readonly payment: PaymentDetails }): ReactNode {
  // The payment changes while the question is open, and what was looked at does not.
  const [resolved, setResolved] = useState<PaymentDetails | null>(null);
  return (
    <>
      <Reason
        payment={payment}
        onResolve={() => {
          setResolved(payment);
        }}
      />
      <ResolveReview
        payment={resolved}
        onClose={() => {
          setResolved(null);
        }}
      />
    </>
  );
}

function Reason({
  payment,
  onResolve,
}: {
  readonly payment: PaymentDetails;
  readonly onResolve: () => void;
}): ReactNode {
  const texts = useTexts(reviewReasonTexts);
  const { review_reason: reason } = payment;
  if (reason === null) return null;
  const { title, what, paid, open: notPaid, todo } = texts.reviews[reason];
  const reported = payment.history.findLast(
    ({ evidence }) => (evidence as { opened_review?: unknown }).opened_review === reason,
  );
  const amount = reported && amountIn(reported);
  const asked = formatMoney(payment.amount, payment.currency);
  return (
    <Notice title={title}>
      <Text>
        {what} {payment.status === 'completed' ? paid : notPaid}
      </Text>
      {amount !== undefined && amount !== null && amount !== asked && (
        <Text mt="xs">
          {texts.asked}: <b>{asked}</b> · {texts.got}: <b>{amount}</b>
        </Text>
      )}
      <Text mt="xs">
        <b>{texts.doWhat}:</b> {todo}
      </Text>
      <Group mt="md">
        <Button onClick={onResolve}>{texts.resolve}</Button>
      </Group>
    </Notice>
  );
}
