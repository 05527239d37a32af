import { NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode } from 'react';
import { usePackageNames, useRouterNames } from '../../api/use-names.js';
import { FilterBar } from '../../components/filter-bar.js';
import { SearchText } from '../../components/search-text.js';
import { formatMoney } from '../../format/money.js';
import { commonTexts } from '../../texts/common.js';
import { paymentsTexts } from '../../texts/payments.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { givenFilters, NO_FILTERS, PROVIDERS, STATUSES } from './filters.js';

const PROVIDER_NAMES = { intasend: 'IntaSend', kopokopo: 'Kopo Kopo' } as const;

/** The filters of the list. They are in the address. */
export function PaymentFilters(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(paymentsTexts)];
  const [search, setSearch] = useSearchValues();
  const [routers, packages] = [useRouterNames(), usePackageNames()];
  // Another filter begins at the first page again.
  const set = (name: string, value: string): void => {
    setSearch({ [name]: value, cursor: undefined });
  };
  const select = (
    name: string,
    label: string,
    options: readonly { value: string; label: string }[],
  ): ReactNode => (
    <NativeSelect
      label={label}
      value={search[name] ?? ''}
      data={[{ value: '', label: common.all }, ...options]}
      onChange={({ currentTarget }) => {
        set(name, currentTarget.value);
      }}
    />
  );
  const day = (name: string, label: string): ReactNode => (
    <TextInput
      type="date"
      label={label}
      value={search[name] ?? ''}
      onChange={({ currentTarget }) => {
        set(name, currentTarget.value);
      }}
    />
  );
  return (
    <FilterBar
      given={givenFilters(search)}
      onClear={() => {
        setSearch(NO_FILTERS);
      }}
    >
      <SearchText
        label={texts.phoneOrReceipt}
        value={search['q'] ?? ''}
        onChange={(value) => {
          set('q', value);
        }}
      />
      {select(
        'status',
        texts.status,
        STATUSES.map((each) => ({ value: each, label: common.statuses[each] })),
      )}
      {day('from', texts.from)}
      {day('to', texts.to)}
      {routers.length > 1 &&
        select(
          'router',
          texts.router,
          routers.map(({ id, name }) => ({ value: String(id), label: name })),
        )}
      {packages.length > 1 &&
        select(
          'package',
          texts.package,
          packages.map(({ id, name, price }) => ({
            value: String(id),
            label: `${name} · ${formatMoney(price)}`,
          })),
        )}
      {select(
        'provider',
        texts.provider,
        PROVIDERS.map((each) => ({ value: each, label: PROVIDER_NAMES[each] })),
      )}
      {select('review', texts.review, [{ value: 'true', label: texts.onlyReview }])}
    </FilterBar>
  );
}
