import {
  Button,
  Group,
  Modal,
  NativeSelect,
  Radio,
  Skeleton,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { fieldErrors } from '../../api/field-errors.js';
import { type components } from '../../api/openapi.js';
import { nameOf, usePackageNames, useRouterNames } from '../../api/use-names.js';
import { useSendOnce } from '../../api/use-send-once.js';
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
  readonly receipt: Receipt;
  readonly onClose: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(reviewTexts)];
  const format = useTimeFormat();
  const refresh = useRefreshSales();
  const [routers, packages] = [useRouterNames(), usePackageNames()];
  const open = useOpenSales(receipt.phone_number);
  const sales = open.data ?? [];
  const form = useForm({ initialValues: { for: '', package: '', phone: '' } });
  const assign = useSendOnce(
    (body: Body, key) =>
      answerOf(
        api.POST('/payments/receipts/{id}/assign/', {
          params: { path: { id: receipt.id }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    async () => {
      notifications.show({ color: 'green', message: texts.assigned });
      onClose();
      await refresh();
    },
  );
  const isKnown = receipt.phone_number === null || open.data !== undefined;
  const chosen = form.values.for || (isKnown && sales.length === 0 ? A_NEW_SALE : '');
  const isNew = chosen === A_NEW_SALE;
  const faults = fieldErrors(assign.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.assignTitle(receipt.mpesa_reference)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form
        onSubmit={form.onSubmit(({ package: sold, phone }) => {
          const of = packages.find(({ id }) => String(id) === sold);
          if (isNew && !of) return;
          assign.mutate({
            payment_id: isNew ? null : chosen,
            router_id: isNew && of ? of.router : null,
            package_id: isNew && of ? of.id : null,
            phone_number: isNew && phone.trim() !== '' ? phone.trim() : null,
            mac_address: null,
          });
        })}
      >
        <Stack>
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
            <Radio.Group
              aria-label={texts.assignTitle(receipt.mpesa_reference)}
              {...form.getInputProps('for')}
              required
            >
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
                {...form.getInputProps('package')}
                error={faults['package_id'] ?? faults['router_id']}
              />
              {receipt.phone_number === null && (
                <TextInput
                  type="tel"
                  label={texts.phone}
                  description={texts.phoneHint}
                  required
                  {...form.getInputProps('phone')}
                  error={faults['phone_number']}
                />
              )}
            </>
          )}
          {assign.isError && Object.keys(faults).length === 0 && (
            <ErrorNotice error={assign.error} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={assign.isPending} disabled={chosen === ''}>
              {texts.assign}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
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
