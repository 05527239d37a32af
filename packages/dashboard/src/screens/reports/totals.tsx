import { Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { Change } from '../../components/change.js';
import { Figure } from '../../components/figure.js';
import { formatMoney } from '../../format/money.js';
import { formatCount, formatShare } from '../../format/numbers.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { reportsTexts } from '../../texts/reports.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Report } from './use-group-label.js';

/** The sums of the whole period, against those of another one. */
export function Totals({ report }: { readonly report: Report }): ReactNode {
  const texts = useTexts(reportsTexts);
  const format = useTimeFormat();
  const { totals, compare, currency } = report;
  const money = (amount: string | null): string =>
    amount === null ? texts.notKnown : formatMoney(amount, currency);
  const before = compare?.totals;
  const isGoingOn = report.to > report.as_of;
  return (
    <Card>
      <dl className="figures">
        <Figure
          isMain
          name={texts.gross}
          {...(before && {
            note: <Change before={before.gross} now={totals.gross} currency={currency} />,
          })}
        >
          {money(totals.gross)}
        </Figure>
        <Figure
          name={texts.sales}
          {...(before && { note: texts.against(formatCount(before.sales)) })}
        >
          {formatCount(totals.sales)}
        </Figure>
        <Figure
          name={texts.fees}
          note={texts.feesKnown(formatCount(totals.fees_known), formatCount(totals.sales))}
        >
          {money(totals.fees)}
        </Figure>
        <Figure
          name={texts.net}
          note={texts.feesKnown(formatCount(totals.fees_known), formatCount(totals.sales))}
        >
          {money(totals.net)}
        </Figure>
        <Figure
          name={texts.successRate}
          {...(before &&
            before.success_rate !== null && {
              note: texts.against(formatShare(before.success_rate)),
            })}
        >
          {totals.success_rate === null ? texts.notKnown : formatShare(totals.success_rate)}
        </Figure>
      </dl>
      {compare && isGoingOn && (
        <Text size="sm" c="dimmed" mt="md">
          {texts.cutNote(format.dateTime(compare.to))}
        </Text>
      )}
    </Card>
  );
}
