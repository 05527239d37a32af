import { Skeleton, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Figure } from '../../components/figure.js';
import { formatMoney } from '../../format/money.js';
import { changeOf, formatCount, formatShare } from '../../format/numbers.js';
import { commonTexts } from '../../texts/common.js';
import { reportsTexts } from '../../texts/reports.js';
import { todayTexts } from '../../texts/today.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Now, type Summary } from './use-today.js';

/** The money of today against yesterday and last week, each until the same hour, and what goes on. */
export function Figures({
  now,
  today,
  lastWeek,
}: {
  readonly now: Now | undefined;
  readonly today: {
    readonly data: Summary | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly lastWeek: { readonly data: Summary | undefined; readonly isError: boolean };
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(todayTexts)];
  if (!today.data) {
    return today.error === null ? (
      <Skeleton height={150} role="status" aria-label={common.loading} />
    ) : (
      <ErrorNotice error={today.error} onRetry={() => void today.refetch()} />
    );
  }
  const { totals, compare, currency } = today.data;
  const rate = totals.success_rate;
  return (
    <Card>
      <dl className="figures">
        <Figure
          isMain
          name={texts.taken}
          note={
            <>
              <Against
                name={texts.yesterday}
                before={compare?.totals.gross}
                now={totals.gross}
                currency={currency}
              />
              <Against
                name={texts.lastWeek}
                before={lastWeek.isError ? undefined : lastWeek.data?.compare?.totals.gross}
                now={totals.gross}
                currency={currency}
              />
            </>
          }
        >
          {formatMoney(totals.gross, currency)}
        </Figure>
        <Figure
          name={texts.sales}
          note={compare && `${texts.yesterday}: ${formatCount(compare.totals.sales)}`}
        >
          {formatCount(totals.sales)}
        </Figure>
        <Figure
          name={texts.successRate}
          note={
            compare !== null &&
            compare.totals.success_rate !== null &&
            `${texts.yesterday}: ${formatShare(compare.totals.success_rate)}`
          }
        >
          {rate === null ? common.none : formatShare(rate)}
        </Figure>
        <Figure name={texts.online} note={now && texts.devices}>
          {now ? formatCount(now.online) : common.none}
        </Figure>
        <Figure name={texts.waiting}>{now ? formatCount(now.waiting) : common.none}</Figure>
      </dl>
    </Card>
  );
}

/** `25% more · yesterday until now: KES 400.00` */
function Against({
  name,
  before,
  now,
  currency,
}: {
  readonly name: string;
  readonly before: string | undefined;
  readonly now: string;
  readonly currency: string;
}): ReactNode {
  const texts = useTexts(reportsTexts);
  if (before === undefined) return null;
  const percent = changeOf(before, now);
  const change =
    percent === null
      ? ''
      : percent === 0
        ? `${texts.same} · `
        : `${percent > 0 ? texts.more(`${percent}%`) : texts.less(`${-percent}%`)} · `;
  return (
    <Text component="span" display="block" size="sm">
      {change}
      {name}: {formatMoney(before, currency)}
    </Text>
  );
}
