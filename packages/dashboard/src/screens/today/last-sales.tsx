import { Group, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { type components } from '../../api/openapi.js';
import { CardLine, DataList } from '../../components/data-list.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/instant.js';
import { LinkButton, TextLink } from '../../components/links.js';
import { Money } from '../../components/money.js';
import { formatPhone } from '../../format/phone.js';
import { commonTexts } from '../../texts/common.js';
import { paymentsTexts } from '../../texts/payments.js';
import { todayTexts } from '../../texts/today.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Now } from './use-today.js';

type Sale = components['schemas']['PaymentBrief'];

/** The last ten sales, as they come in. */
export function LastSales({
  now,
}: {
  readonly now: {
    readonly data: Now | undefined;
    readonly error: unknown;
    readonly isPending: boolean;
    readonly refetch: () => unknown;
  };
}): ReactNode {
  const [common, texts, words] = [
    useTexts(commonTexts),
    useTexts(todayTexts),
    useTexts(paymentsTexts),
  ];
  // The error is shown once, at the top.
  if (!now.data && !now.isPending) return null;
  return (
    <div>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {texts.lastSales}
        </Title>
        <TextLink to="/payments" className="inline-target">
          {texts.allPayments}
        </TextLink>
      </Group>
      <DataList<Sale>
        label={texts.lastSales}
        query={{ ...now, data: now.data && { results: now.data.last_sales } }}
        columns={[
          { key: 'time', header: words.time, cell: (row) => <Instant at={timeOf(row)} /> },
          { key: 'phone', header: words.phone, cell: (row) => formatPhone(row.phone_number) },
          {
            key: 'amount',
            header: words.amount,
            align: 'end',
            cell: (row) => <Money amount={row.amount} currency={row.currency} />,
          },
          {
            key: 'package',
            header: words.package,
            cell: (row) => row.package?.name ?? common.none,
          },
          { key: 'router', header: words.router, cell: (row) => row.router.name },
          {
            key: 'receipt',
            header: words.receipt,
            cell: (row) => row.mpesa_reference ?? common.none,
          },
        ]}
        rowKey={({ id }) => id}
        card={(row) => (
          <>
            <CardLine
              start={
                <b>
                  <Money amount={row.amount} currency={row.currency} />
                </b>
              }
              end={<Instant at={timeOf(row)} />}
            />
            <CardLine start={formatPhone(row.phone_number)} end={row.package?.name ?? ''} />
          </>
        )}
        linkTo={({ id }) => ({ to: '/payments/$id', params: { id } })}
        empty={
          <EmptyState
            title={texts.noSales}
            action={<LinkButton to="/first-steps">{texts.firstSteps}</LinkButton>}
          >
            {texts.noSalesHint}
          </EmptyState>
        }
      />
    </div>
  );
}

const timeOf = ({ completed_at: paid, created_at: started }: Sale): string => paid ?? started;
