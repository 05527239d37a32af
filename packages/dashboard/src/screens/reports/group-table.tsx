import { type ReactNode, useMemo } from 'react';
import { CardLine, type Column, DataList } from '../../components/data-list.js';
import { useSortedPage } from '../../components/use-sorted-page.js';
import { centsOf, formatMoney } from '../../format/money.js';
import { formatCount, formatShare } from '../../format/numbers.js';
import { commonTexts } from '../../texts/common.js';
import { reportsTexts } from '../../texts/reports.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Asked } from './report-query.js';
import { type Group, type Report, useGroupLabel } from './use-group-label.js';

/** Unknown money and rates come before all that are known. */
const orLeast = (amount: string | null): bigint => (amount === null ? -1n : centsOf(amount));

/** Groups of time have no name: their key is the time. */
const SORT_BY = {
  name: ({ label, key }: Group) => label ?? key,
  sales: ({ sales }: Group) => sales,
  gross: ({ gross }: Group) => centsOf(gross),
  fees: ({ fees }: Group) => orLeast(fees),
  net: ({ net }: Group) => orLeast(net),
  failed: ({ failed }: Group) => failed,
  rate: ({ success_rate: rate }: Group) => rate ?? -1,
};

/** The groups of a report, each with its sums. */
export function GroupTable({
  report,
  asked,
}: {
  readonly report: Report;
  readonly asked: Asked;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(reportsTexts)];
  const label = useGroupLabel(asked);
  const money = (amount: string | null): string =>
    amount === null ? common.none : formatMoney(amount, report.currency);
  const column = (
    key: string,
    header: string,
    cell: (group: Group) => ReactNode,
  ): Column<Group> => ({ key, header, align: 'end', cell });
  const groups = useMemo(
    () => ({
      // Most hours of a night have nothing to say.
      results: (report.groups ?? []).filter(
        ({ sales, started }) => asked.by !== 'hour' || sales > 0 || started > 0,
      ),
    }),
    [report.groups, asked.by],
  );
  const { page, sort } = useSortedPage(groups, SORT_BY);
  return (
    <DataList<Group>
      label={texts.bys[asked.by]}
      query={{
        data: page,
        error: null,
        isPending: false,
        refetch: () => undefined,
      }}
      columns={[
        { key: 'name', header: texts.bys[asked.by], cell: (group) => <b>{label(group)}</b> },
        column('sales', texts.sales, ({ sales }) => formatCount(sales)),
        column('gross', texts.gross, ({ gross }) => money(gross)),
        column('fees', texts.fees, ({ fees }) => money(fees)),
        column('net', texts.net, ({ net }) => money(net)),
        column('failed', texts.failed, ({ failed }) => formatCount(failed)),
        column('rate', texts.successRate, ({ success_rate: rate }) =>
          rate === null ? common.none : formatShare(rate),
        ),
      ]}
      sort={sort}
      rowKey={({ key }) => key}
      card={(group) => (
        <>
          <CardLine start={<b>{label(group)}</b>} end={<b>{money(group.gross)}</b>} />
          <CardLine
            start={`${texts.sales}: ${formatCount(group.sales)}`}
            end={`${texts.net}: ${money(group.net)}`}
          />
        </>
      )}
      empty={null}
    />
  );
}
