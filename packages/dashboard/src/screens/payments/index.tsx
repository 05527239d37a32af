import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { present } from '../../api/present.js';
import { nameOf, usePackageNames, useRouterNames } from '../../api/use-names.js';
import { CsvButton } from '../../components/csv-button.js';
import { CardLine, DataList } from '../../components/data-list.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/instant.js';
import { LinkButton } from '../../components/links.js';
import { Money } from '../../components/money.js';
import { Page } from '../../components/page.js';
import { PaymentStatus } from '../../components/payment-status.js';
import { StatusBadge } from '../../components/status-badge.js';
import { Updated } from '../../components/updated.js';
import { formatPhone } from '../../format/phone.js';
import { live } from '../../live/live.js';
import { usePreferences } from '../../preferences/preferences.js';
import { commonTexts } from '../../texts/common.js';
import { paymentsTexts } from '../../texts/payments.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { filtersOf, givenFilters, NO_FILTERS } from './filters.js';
import { PaymentFilters } from './payment-filters.js';

type Payment = components['schemas']['Payment'];

/** All payments, newest first, with filters that are in the address. */
export function Screen(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(paymentsTexts)];
  const [search, setSearch] = useSearchValues();
  const { timeZone } = usePreferences();
  const [routers, packages] = [useRouterNames(), usePackageNames()];
  const filters = filtersOf(search, timeZone);
  const payments = useQuery({
    queryKey: ['payments', 'list', filters, search['cursor']],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/payments/', {
          params: { query: { ...filters, ...present({ cursor: search['cursor'] }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    ...live,
  });
  return (
    <Page
      title={common.screens.payments}
      aside={<Updated query={payments} />}
      actions={<CsvButton path={exportPath(filters)} name={fileName(search)} />}
    >
      <PaymentFilters />
      <DataList<Payment>
        label={common.screens.payments}
        query={payments}
        columns={[
          { key: 'time', header: texts.time, cell: (row) => <Instant at={row.created_at} /> },
          { key: 'phone', header: texts.phone, cell: (row) => <Phone number={row.phone_number} /> },
          {
            key: 'amount',
            header: texts.amount,
            align: 'end',
            cell: (row) => <Money amount={row.amount} currency={row.currency} />,
          },
          { key: 'status', header: texts.status, cell: (row) => <Status payment={row} /> },
          { key: 'package', header: texts.package, cell: (row) => nameOf(packages, row.package) },
          // A name that is the same in all rows says nothing.
          ...(routers.length > 1
            ? [
                {
                  key: 'router',
                  header: texts.router,
                  cell: (row: Payment) => nameOf(routers, row.router),
                },
              ]
            : []),
          {
            key: 'receipt',
            header: texts.receipt,
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
              end={<Status payment={row} />}
            />
            <CardLine
              start={<Phone number={row.phone_number} />}
              end={<Instant at={row.created_at} />}
            />
            <CardLine start={nameOf(packages, row.package)} end={nameOf(routers, row.router)} />
          </>
        )}
        linkTo={({ id }) => ({ to: '/payments/$id', params: { id } })}
        empty={
          givenFilters(search) > 0 ? (
            <EmptyState
              title={texts.noneFits}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setSearch(NO_FILTERS);
                  }}
                >
                  {common.clearFilters}
                </Button>
              }
            />
          ) : (
            <EmptyState
              title={texts.empty}
              action={<LinkButton to="/first-steps">{texts.emptyAction}</LinkButton>}
            >
              {texts.emptyHint}
            </EmptyState>
          )
        }
        onCursor={(cursor) => {
          setSearch({ cursor });
        }}
      />
    </Page>
  );
}

function Phone({ number }: { readonly number: string }): ReactNode {
  const texts = useTexts(paymentsTexts);
  if (number === '') return texts.unknownPhone;
  return <span style={{ whiteSpace: 'nowrap' }}>{formatPhone(number)}</span>;
}

function Status({ payment }: { readonly payment: Payment }): ReactNode {
  const texts = useTexts(paymentsTexts);
  return (
    <span className="stacked">
      <PaymentStatus status={payment.status} />
      {payment.review_reason !== null && <StatusBadge tone="attention">{texts.review}</StatusBadge>}
    </span>
  );
}

const exportPath = (filters: ReturnType<typeof filtersOf>): string =>
  `/payments/export/?${new URLSearchParams(
    Object.entries(filters).map(([name, value]) => [name, String(value)]),
  ).toString()}`;

const fileName = ({ from, to }: { from?: string; to?: string }): string =>
  ['payments', from, to].filter((part) => part !== undefined && part !== '').join('-');
