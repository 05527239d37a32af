import { NativeSelect, Radio, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { nameOf, usePackageNames, useRouterNames } from '../../api/use-names.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { ApiForm } from '../../components/api-form.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { formatMoney } from '../../format/money.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { commonTexts } from '../../texts/common.js';
import { reviewTexts } from '../../texts/review.js';
import { useTexts } from '../../texts/use-texts.js';
import { useRefreshSales } from '../payment/actions.js';
import { type Receipt } from './use-review.js';

type Body = components['schemas']['AssignReceiptRequest'];

/** The choice of a package that was not asked for yet, beside the ids of sales. */
const A_NEW_SALE = 'new';

/** Asks what money at a till was for: a sale of that phone that was not paid, or a package. */
export function AssignReceipt({
  receipt,
  onClose,
}: {
  /** Null while nothing is asked. */
  readonly receipt: Receipt | null;
  readonly onClose: () => void;
}): ReactNode {
  const texts = useTexts(reviewTexts);
  const assign = useSendOnce(({ id, ...body }: Body & { readonly id: Receipt['id'] }, key) =>
    answerOf(
      api.POST('/payments/receipts/{id}/assign/', {
        params: { path: { id }, header: { 'Idempotency-Key': key } },
        body,
      }),
    ),
  );
  if (receipt === null) return null;
  const title = texts.assignTitle(receipt.mpesa_reference);
  return (
    <Dialog isOpen isBusy={assign.isPending} onClose={onClose} title={title}>
      <AssignForm
        receipt={receipt}
        title={title}
        assign={(body) => assign.mutateAsync({ id: receipt.id, ...body })}
        onClose={onClose}
      />
    </Dialog>
  );
}

function AssignForm({
  receipt,
  title,
  assign,
  onClose,
}: {
  readonly receipt: Receipt;
  readonly title: string;
  readonly assign: (body: Body) => Promise<unknown>;
  readonly onClose: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(reviewTexts)];
  const format = useTimeFormat();
  const refresh = useRefreshSales();
  const [routers, packages] = [useRouterNames(), usePackageNames()];
  const open = useOpenSales(receipt.phone_number);
  const sales = open.data ?? [];
  const form = useForm({ initialValues: { payment_id: '', package_id: '', phone_number: '' } });
  const isKnown = receipt.phone_number === null || open.data !== undefined;
  const chosen = form.values.payment_id || (isKnown && sales.length === 0 ? A_NEW_SALE : '');
  const isNew = chosen === A_NEW_SALE;
  return (
    <ApiForm
      form={form}
      send={({ package_id: id, phone_number: phone }) => {
        const sold = isNew ? packages.find((each) => String(each.id) === id) : undefined;
        return assign({
          payment_id: isNew ? null : chosen,
          router_id: sold?.router ?? null,
          package_id: sold?.id ?? null,
          phone_number: isNew && phone.trim() !== '' ? phone.trim() : null,
          mac_address: null,
        });
      }}
      onDone={() => {
        notifications.show({ color: 'green', message: texts.assigned });
        onClose();
        return refresh();
      }}
      submit={texts.assign}
      isIncomplete={chosen === ''}
      onCancel={onClose}
    >
      {receipt.amount !== null && (
        <Text>
          <b>{formatMoney(receipt.amount, receipt.currency ?? 'KES')}</b> {texts.tooLittle}
        </Text>
      )}
      {!isKnown &&
        (open.isError ? (
          <ErrorNotice error={open.error} onRetry={() => void open.refetch()} />
        ) : (
          <Skeleton height={120} role="status" aria-label={common.loading} />
        ))}
      {sales.length > 0 && (
        <Radio.Group aria-label={title} {...form.getInputProps('payment_id')} required>
          <Stack gap="sm">
            {sales.map((sale) => (
              <Radio
                key={sale.id}
                size="md"
                value={sale.id}
                label={texts.forPayment(
                  common.statuses[sale.status],
                  format.short(sale.created_at),
                )}
                description={`${formatMoney(sale.amount, sale.currency)} · ${nameOf(packages, sale.package)} · ${nameOf(routers, sale.router)}`}
              />
            ))}
            <Radio
              size="md"
              value={A_NEW_SALE}
              label={texts.forPackage}
              description={texts.forPackageHint}
            />
          </Stack>
        </Radio.Group>
      )}
      {isNew && (
        <>
          <NativeSelect
            label={texts.package}
            required
            data={[
              { value: '', label: texts.choose },
              ...packages.map(({ id, name, router, price }) => ({
                value: String(id),
                label: `${name} · ${formatMoney(price)} · ${nameOf(routers, router)}`,
              })),
            ]}
            {...form.getInputProps('package_id')}
          />
          {receipt.phone_number === null && (
            <TextInput
              type="tel"
              label={texts.phone}
              description={texts.phoneHint}
              required
              {...form.getInputProps('phone_number')}
            />
          )}
        </>
      )}
    </ApiForm>
  );
}

/** The sales of a phone that nobody has paid; none when the number is hidden. */
const useOpenSales = (phone: string | null) =>
  useQuery({
    queryKey: ['payments', 'open of', phone],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/payments/', { params: { query: { phone: phone ?? '', limit: 20 } }, signal }),
      ),
    select: ({ results }) => results.filter(({ status }) => status !== 'completed').slice(0, 5),
    enabled: phone !== null,
  });
