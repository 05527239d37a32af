import { NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { reportsTexts } from '../../texts/reports.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { type Asked, bysOf, COMPARES, PERIODS } from './report-query.js';

/** The period, what to group by, and what to compare with. All are in the address. */
export function ReportFilters({ asked }: { readonly asked: Asked }): ReactNode {
  const texts = useTexts(reportsTexts);
  const [, setSearch] = useSearchValues();
  return (
    <Card p="md">
      <div className="filters">
        <NativeSelect
          label={texts.period}
          value={asked.period}
          data={[...PERIODS, 'other' as const].map((each) => ({
            value: each,
            label: texts.periods[each],
          }))}
          onChange={({ currentTarget: { value } }) => {
            // Other days begin with those that are shown.
            if (value === 'other') setSearch({ period: undefined, from: asked.from, to: asked.to });
            // How fine a period is cut depends on how long it is.
            else setSearch({ period: value, from: undefined, to: undefined, by: undefined });
          }}
        />
        <TextInput
          type="date"
          label={texts.from}
          value={asked.from}
          onChange={({ currentTarget: { value } }) => {
            setSearch({ period: undefined, from: value, to: asked.to });
          }}
        />
        <TextInput
          type="date"
          label={texts.to}
          title={texts.toHint}
          value={asked.to}
          onChange={({ currentTarget: { value } }) => {
            setSearch({ period: undefined, from: asked.from, to: value });
          }}
        />
        <NativeSelect
          label={texts.by}
          value={asked.by}
          data={bysOf(asked).map((each) => ({ value: each, label: texts.bys[each] }))}
          onChange={({ currentTarget: { value } }) => {
            setSearch({ by: value });
          }}
        />
        <NativeSelect
          label={texts.compare}
          value={asked.compare}
          data={COMPARES.map((each) => ({ value: each, label: texts.compares[each] }))}
          onChange={({ currentTarget: { value } }) => {
            setSearch({ compare: value });
          }}
        />
      </div>
    </Card>
  );
}
