import { type ReactNode } from 'react';
import { formatMoney } from '../format/money.js';
import { changeOf } from '../format/numbers.js';
import { reportsTexts } from '../texts/reports.js';
import { useTexts } from '../texts/use-texts.js';

/** An amount against that of another period, in words: `25% more · before: KES 200.00`. */
export function Change({
  before,
  now,
  currency,
}: {
  readonly before: string;
  readonly now: string;
  readonly currency: string;
}): ReactNode {
  const texts = useTexts(reportsTexts);
  const percent = changeOf(before, now);
  const amount = texts.against(formatMoney(before, currency));
  return percent === null ? amount : `${inWords(percent, texts)} · ${amount}`;
}

function inWords(percent: number, texts: (typeof reportsTexts)['en']): string {
  if (percent === 0) return texts.same;
  return percent > 0 ? texts.more(`${percent}%`) : texts.less(`${-percent}%`);
}
