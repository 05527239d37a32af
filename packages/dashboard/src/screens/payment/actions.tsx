import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { ConfirmWithReason } from '../../components/confirm-with-reason.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { formatMoney } from '../../format/money.js';
import { paymentTexts } from '../../texts/payment.js';
import { useTexts } from '../../texts/use-texts.js';
import { type PaymentDetails } from './use-payment.js';

/** The number of times that a payment can be tried again. */
const MAX_RETRIES = 3;

/** What changes when something has happened to a payment: it, its access, and all sums. */
export function useRefreshSales(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ['payments', 'access', 'reports', 'receipts', 'search'].map((resource) =>
        client.invalidateQueries({ queryKey: [resource] }),
      ),
    );
}

/** Asks the customer once more; only of a failed payment that nobody has to look at first. */
export function Retry({ payment }: { readonly payment: PaymentDetails }): ReactNode {
  const texts = useTexts(paymentTexts);
  const refresh = useRefreshSales();
  const retry = useSendOnce(
    ({ id }: Pick<PaymentDetails, 'id' | 'retry_count'>, key) =>
      answerOf(
        api.POST('/payments/{id}/retry/', {
          params: { path: { id }, header: { 'Idempotency-Key': key } },
        }),
      ),
    async (answer) => {
      // The answer names the payment beside itself where nobody knows whether the prompt is out.
      const isUnknown = 'payment_id' in answer;
      notifications.show(
        isUnknown
          ? { color: 'yellow', message: texts.perhapsAsked }
          : { color: 'green', message: texts.askedAgain },
      );
      await refresh();
    },
  );
  if (payment.status !== 'failed' || payment.review_reason !== null) return null;
  const left = MAX_RETRIES - payment.retry_count;
  if (left <= 0) return <Text c="dimmed">{texts.noRetriesLeft}</Text>;
  return (
    <Stack gap="xs">
      <Group gap="md">
        <Button
          loading={retry.isPending}
          onClick={() => {
            // After another failure it is another question, also when the answer was lost.
            retry.mutate({ id: payment.id, retry_count: payment.retry_count });
          }}
        >
          {texts.askAgain}
        </Button>
        <Text c="dimmed" size="sm">
          {texts.retriesLeft(left)}
        </Text>
      </Group>
      {retry.isError && <ErrorNotice error={retry.error} />}
    </Stack>
  );
}

/** Sets the status by hand, with a reason. A completed payment cannot be set to failed. */
export function Override({ payment }: { readonly payment: PaymentDetails }): ReactNode {
  const texts = useTexts(paymentTexts);
  const refresh = useRefreshSales();
  const [asked, setAsked] = useState<'paid' | 'unpaid' | null>(null);
  const [receipt, setReceipt] = useState('');
  if (payment.status === 'completed') return null;
  const close = (): void => {
    setAsked(null);
    setReceipt('');
  };
  const params = { path: { id: payment.id } };
  return (
    <Group gap="sm">
      <Button
        variant="default"
        onClick={() => {
          setAsked('paid');
        }}
      >
        {texts.markPaid}
      </Button>
      {payment.status !== 'failed' && (
        <Button
          variant="default"
          onClick={() => {
            setAsked('unpaid');
          }}
        >
          {texts.markUnpaid}
        </Button>
      )}
      <ConfirmWithReason
        isOpen={asked === 'paid'}
        onClose={close}
        title={texts.markPaidTitle}
        confirm={texts.markPaid}
        onConfirm={async (reason) => {
          const given = receipt.trim();
          await answerOf(
            api.POST('/payments/{id}/mark-completed/', {
              params,
              body: { reason, mpesa_reference: given === '' ? null : given },
            }),
          );
          await refresh();
        }}
      >
        <Text>{texts.markPaidText(formatMoney(payment.amount, payment.currency))}</Text>
        <TextInput
          label={texts.markPaidReceipt}
          description={texts.markPaidReceiptHint}
          value={receipt}
          autoComplete="off"
          onChange={({ currentTarget }) => {
            setReceipt(currentTarget.value);
          }}
        />
      </ConfirmWithReason>
      <ConfirmWithReason
        isOpen={asked === 'unpaid'}
        onClose={close}
        title={texts.markUnpaidTitle}
        confirm={texts.markUnpaid}
        color="red"
        onConfirm={async (reason) => {
          await answerOf(api.POST('/payments/{id}/mark-failed/', { params, body: { reason } }));
          await refresh();
        }}
      >
        {texts.markUnpaidText}
      </ConfirmWithReason>
    </Group>
  );
}
