import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { SalesChart } from '../../components/sales-chart.js';
import { bucketFormat } from '../../format/bucket.js';
import { usePreferences } from '../../preferences/preferences.js';
import { todayTexts } from '../../texts/today.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Summary } from './use-today.js';

/** What came in in each hour of today. */
export function SalesByHour({
  today,
}: {
  readonly today: { readonly data: Summary | undefined };
}): ReactNode {
  const texts = useTexts(todayTexts);
  const { language, timeZone } = usePreferences();
  const { data } = today;
  if (!data?.groups) return null;
  const label = bucketFormat('hour', language, timeZone, true);
  return (
    <Card>
      <SalesChart
        title={data.totals.sales === 0 ? texts.noSaleToday : texts.byHour}
        currency={data.currency}
        bars={data.groups.map(({ key, gross, sales }) => ({
          key,
          label: label(key),
          gross,
          sales,
        }))}
      />
    </Card>
  );
}
