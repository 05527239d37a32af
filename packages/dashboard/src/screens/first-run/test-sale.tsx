import { Alert, Button, Group, Loader, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { ApiForm } from '../../components/api-form.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { LinkButton } from '../../components/links.js';
import { StatusBadge } from '../../components/status-badge.js';
import { formatMoney } from '../../format/money.js';
import { hasSimulator } from '../../server-facts.js';
import { firstRunTexts } from '../../texts/first-run.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Credential } from '../keys/credentials.js';
import { type Package } from '../packages/packages.js';

/** The simulator's customer with this number pays. */
const PAYING_PHONE = '0712345678';
/** The server asks the provider every two seconds at most. */
const POLL_MS = 2500;

/** Sells one of the operator's packages to a phone, and shows how it ends. */
export function TestSale({
  packages,
  credentials,
}: {
  readonly packages: readonly Package[];
  readonly credentials: readonly Credential[];
}): ReactNode {
  const [paymentId, setPaymentId] = useState<string | null>(null);
  return paymentId === null ? (
    <SaleForm packages={packages} credentials={credentials} onPrompted={setPaymentId} />
  ) : (
    <Progress
      id={paymentId}
      onAgain={() => {
        setPaymentId(null);
      }}
    />
  );
}

function SaleForm({
  packages,
  credentials,
  onPrompted,
}: {
  readonly packages: readonly Package[];
  readonly credentials: readonly Credential[];
  readonly onPrompted: (paymentId: string) => void;
}): ReactNode {
  const texts = useTexts(firstRunTexts);
  const isLive = credentials.some((each) => each.is_active && each.is_live);
  const isSimulated = hasSimulator && !isLive;
  const sale = useSendOnce(prompt);
  const form = useForm({
    initialValues: {
      package_id: String(packages[0]?.id ?? ''),
      phone_number: isSimulated ? PAYING_PHONE : '',
    },
  });
  const sold = packages.find(({ id }) => String(id) === form.values.package_id) ?? packages[0];
  if (!sold) return null;
  const amount = formatMoney(sold.price, sold.currency);
  return (
    <ApiForm
      form={form}
      send={({ phone_number: phone }) =>
        sale.mutateAsync({
          router_id: sold.router,
          package_id: sold.id,
          phone_number: phone,
          amount: sold.price,
        })
      }
      onDone={onPrompted}
      submit={texts.buy(amount)}
    >
      {packages.length > 1 && (
        <NativeSelect
          label={texts.sold}
          data={packages.map(({ id, name, router_name: router, price, currency }) => ({
            value: String(id),
            label: `${name}, ${router}, ${formatMoney(price, currency)}`,
          }))}
          {...form.getInputProps('package_id')}
        />
      )}
      <TextInput
        label={texts.phone}
        description={
          isLive ? texts.liveKeys(amount) : isSimulated ? texts.simulated : texts.testKeys
        }
        type="tel"
        autoComplete="tel"
        placeholder="0712 345 678"
        required
        withAsterisk={false}
        {...form.getInputProps('phone_number')}
      />
    </ApiForm>
  );
}

async function prompt(body: components['schemas']['SaleRequest'], key: string): Promise<string> {
  const { payment } = await answerOf(
    api.POST('/payments/initiate/', { params: { header: { 'Idempotency-Key': key } }, body }),
  );
  return payment.id;
}

function Progress({
  id,
  onAgain,
}: {
  readonly id: string;
  readonly onAgain: () => void;
}): ReactNode {
  const texts = useTexts(firstRunTexts);
  const queryClient = useQueryClient();
  const check = useQuery({
    queryKey: ['payments', 'test-sale', id],
    queryFn: async () =>
      (await answerOf(api.POST('/payments/{id}/check-status/', { params: { path: { id } } })))
        .payment,
    refetchInterval: ({ state }) => (isOver(state.data?.status) ? false : POLL_MS),
  });
  const payment = check.data;
  const isPaid = payment?.status === 'completed';
  useEffect(() => {
    if (isPaid) void queryClient.invalidateQueries({ queryKey: ['payments', 'first'] });
  }, [isPaid, queryClient]);
  if (!payment || !isOver(payment.status)) {
    return (
      <Stack gap="sm" role="status">
        <Group gap="sm" wrap="nowrap">
          <Loader size="sm" aria-hidden />
          <Text>{texts.asking}</Text>
        </Group>
        <Text size="sm" c="dimmed">
          {texts.askingHint}
        </Text>
        {check.isError && <ErrorNotice error={check.error} />}
      </Stack>
    );
  }
  if (!isPaid) {
    return (
      <Stack gap="sm" align="flex-start">
        <Alert color="orange" variant="light" role="alert" w="100%">
          <Text size="sm">{payment.error_message || texts.notSold}</Text>
        </Alert>
        <Button onClick={onAgain}>{texts.again}</Button>
      </Stack>
    );
  }
  return <Paid payment={payment} />;
}

/** A test sale that was paid. */
export function Paid({
  payment,
}: {
  readonly payment: {
    readonly id: string;
    readonly amount: string;
    readonly currency: string;
    readonly mpesa_reference: string | null;
  };
}): ReactNode {
  const texts = useTexts(firstRunTexts);
  const receipt = payment.mpesa_reference ?? '';
  return (
    <Stack gap="sm" align="flex-start" role="status">
      <StatusBadge tone="good">
        {texts.paid(formatMoney(payment.amount, payment.currency))}
      </StatusBadge>
      {receipt !== '' && <Text size="sm">{texts.receipt(receipt)}</Text>}
      <LinkButton variant="default" to="/payments/$id" params={{ id: payment.id }}>
        {texts.showPayment}
      </LinkButton>
    </Stack>
  );
}

const isOver = (status: string | undefined): boolean =>
  status === 'completed' || status === 'failed';
