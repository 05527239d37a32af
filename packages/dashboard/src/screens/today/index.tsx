import { type ReactNode } from 'react';
import { ageOfAll } from '../../components/age.js';
import { Page } from '../../components/page.js';
import { Updated } from '../../components/updated.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';
import { Figures } from './figures.js';
import { LastSales } from './last-sales.js';
import { SalesByHour } from './sales-by-hour.js';
import { ToDos } from './to-dos.js';
import { useNow, useToday } from './use-today.js';

/** What there is to do, what came in today, and what is going on. */
export function Screen(): ReactNode {
  const texts = useTexts(commonTexts);
  const [now, today, lastWeek] = [useNow(), useToday('previous'), useToday('week')];
  return (
    <Page title={texts.screens.today} aside={<Updated query={ageOfAll([now, today, lastWeek])} />}>
      <ToDos now={now} />
      <Figures now={now.data} today={today} lastWeek={lastWeek} />
      <SalesByHour today={today} />
      <LastSales now={now} />
    </Page>
  );
}
