import { Skeleton, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { present } from '../../api/present.js';
import { Card } from '../../components/card.js';
import { CsvButton } from '../../components/csv-button.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Page } from '../../components/page.js';
import { SalesChart } from '../../components/sales-chart.js';
import { Updated } from '../../components/updated.js';
import { dayOf } from '../../format/time.js';
import { live } from '../../live/live.js';
import { usePreferences } from '../../preferences/preferences.js';
import { commonTexts } from '../../texts/common.js';
import { reportsTexts } from '../../texts/reports.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { GroupTable } from './group-table.js';
import { type Asked, askedBy } from './report-query.js';
import { ReportFilters } from './report-filters.js';
import { Totals } from './totals.js';
import { type Report, useGroupLabel } from './use-group-label.js';

/** Sums of sales over a period, by time, router, package, provider or how the money came. */
export function Screen(): ReactNode {
  const common = useTexts(commonTexts);
  const { timeZone } = usePreferences();
  const [search] = useSearchValues();
  const today = dayOf(new Date(), timeZone);
  const asked = askedBy(search, today);
  const { from, to, by } = asked;
  const query = {
    from,
    to,
    by,
    tz: timeZone,
    ...present({ compare: asked.compare === 'none' ? undefined : asked.compare }),
  };
  const report = useQuery({
    queryKey: ['reports', 'summary', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/reports/summary/', { params: { query }, signal })) as Promise<Report>,
    placeholderData: keepPreviousData,
    // Days that are over change seldom, and then an event tells.
    ...(from <= today && today <= to && live),
  });
  return (
    <Page
      title={common.screens.reports}
      aside={<Updated query={report} />}
      actions={
        <CsvButton
          path={`/reports/summary/export/?${new URLSearchParams({ from, to, by, tz: timeZone }).toString()}`}
          name={`report-${by}-${from}-${to}`}
        />
      }
    >
      <ReportFilters asked={asked} />
      {report.data ? (
        <Shown report={report.data} asked={asked} isOld={report.isPlaceholderData} />
      ) : report.isPending ? (
        <Stack role="status" aria-label={common.loading}>
          <Skeleton height={140} />
          <Skeleton height={280} />
        </Stack>
      ) : (
        <ErrorNotice error={report.error} onRetry={() => void report.refetch()} />
      )}
    </Page>
  );
}

const IS_TIME = new Set(['hour', 'day', 'week', 'month']);

function Shown({
  report,
  asked,
  isOld,
}: {
  readonly report: Report;
  readonly asked: Asked;
  /** Whether it is still the report that was asked for before. */
  readonly isOld: boolean;
}): ReactNode {
  const texts = useTexts(reportsTexts);
  const label = useGroupLabel(asked);
  const groups = report.groups ?? [];
  // Figures of another question never stand below this one.
  if (isOld) return <Skeleton height={420} role="status" />;
  return (
    <>
      <Totals report={report} />
      {report.totals.sales === 0 && report.totals.started === 0 ? (
        <Card>
          <EmptyState title={texts.empty}>{texts.emptyHint}</EmptyState>
        </Card>
      ) : (
        <>
          {IS_TIME.has(asked.by) && groups.length > 1 && (
            <Card>
              <SalesChart
                title={texts.chart(texts.bys[asked.by])}
                currency={report.currency}
                bars={groups.map((group) => ({
                  key: group.key,
                  label: label(group),
                  gross: group.gross,
                  sales: group.sales,
                }))}
              />
            </Card>
          )}
          <GroupTable report={report} asked={asked} />
          <Text size="sm" c="dimmed">
            {texts.feesExplained}
          </Text>
        </>
      )}
    </>
  );
}
