import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { CardLine, DataList } from '../../components/data-list.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/instant.js';
import { Money } from '../../components/money.js';
import { formatPhone } from '../../format/phone.js';
import { commonTexts } from '../../texts/common.js';
import { reviewTexts } from '../../texts/review.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { AssignReceipt } from './assign-receipt.js';
import { type Receipt, useUnmatchedReceipts } from './use-review.js';

/** Money at a till that fits no sale, to be assigned. */
export function UnmatchedReceipts(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(reviewTexts)];
  const [{ receipt: only }, setSearch] = useSearchValues();
  const receipts = useUnmatchedReceipts();
  const [assigned, setAssigned] = useState<Receipt | null>(null);
  const amount = (receipt: Receipt): ReactNode =>
    receipt.amount === null ? (
      texts.unknownAmount
    ) : (
      <Money amount={receipt.amount} currency={receipt.currency ?? 'KES'} />
    );
  const phone = (receipt: Receipt): string =>
    receipt.phone_number === null ? texts.hidden : formatPhone(receipt.phone_number);
  const assign = (receipt: Receipt): ReactNode => (
    <Button
      variant="default"
      aria-label={`${texts.assign} ${receipt.mpesa_reference}`}
      onClick={() => {
        setAssigned(receipt);
      }}
    >
      {texts.assign}
    </Button>
  );
  return (
    <>
      <DataList<Receipt>
        label={texts.views.receipts}
        query={receipts}
        columns={[
          {
            key: 'time',
            header: texts.time,
            cell: (row) => <Instant at={row.paid_at ?? row.created_at} />,
          },
          { key: 'amount', header: texts.amount, align: 'end', cell: amount },
          { key: 'phone', header: texts.phone, cell: phone },
          { key: 'receipt', header: texts.receipt, cell: (row) => row.mpesa_reference },
          { key: 'till', header: texts.till, cell: (row) => row.till_number ?? common.none },
          { key: 'act', header: texts.act, align: 'end', cell: assign },
        ]}
        rowKey={({ id }) => id}
        card={(row) => (
          <>
            <CardLine
              start={<b>{amount(row)}</b>}
              end={<Instant at={row.paid_at ?? row.created_at} />}
            />
            <CardLine start={phone(row)} end={row.mpesa_reference} />
            <CardLine start={row.till_number ?? ''} end={assign(row)} />
          </>
        )}
        empty={
          <EmptyState
            title={texts.noneReceipts}
            {...(only !== undefined && {
              action: (
                <Button
                  variant="default"
                  onClick={() => {
                    setSearch({ receipt: undefined });
                  }}
                >
                  {texts.showAll}
                </Button>
              ),
            })}
          >
            {texts.noneReceiptsHint}
          </EmptyState>
        }
        onCursor={(cursor) => {
          setSearch({ cursor });
        }}
      />
      <AssignReceipt
        receipt={assigned}
        onClose={() => {
          setAssigned(null);
        }}
      />
    </>
  );
}
