import { NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode } from 'react';
import { usePackageNames, useRouterNames } from '../../api/use-names.js';
import { FilterBar } from '../../components/filter-bar.js';
import { SearchText } from '../../components/search-text.js';
import { accessTexts } from '../../texts/access.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { givenFilters, isUnclear, NO_FILTERS, SOURCES } from './filters.js';

const OF_ONLINE = ['q', 'router'];

/** The filters of who is online: customer and router. */
export const OnlineFilters = (): ReactNode => <Filters names={OF_ONLINE} />;

/** The filters of all access. */
export function AccessFilters(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(accessTexts)];
  const [search, setSearch] = useSearchValues();
  const packages = usePackageNames();
  const set = (name: string) => (event: { currentTarget: { value: string } }) => {
    setSearch({ [name]: event.currentTarget.value, cursor: undefined });
  };
  const all = { value: '', label: common.all };
  return (
    <Filters>
      <NativeSelect
        label={texts.state}
        value={search['active'] ?? ''}
        data={[all, { value: 'true', label: texts.running }, { value: 'false', label: texts.over }]}
        onChange={set('active')}
      />
      {packages.length > 1 && (
        <NativeSelect
          label={texts.package}
          value={search['package'] ?? ''}
          data={[all, ...packages.map(({ id, name }) => ({ value: String(id), label: name }))]}
          onChange={set('package')}
        />
      )}
      <NativeSelect
        label={texts.source}
        value={search['source'] ?? ''}
        data={[all, ...SOURCES.map((each) => ({ value: each, label: texts.sources[each] }))]}
        onChange={set('source')}
      />
      <TextInput
        type="date"
        label={texts.from}
        value={search['from'] ?? ''}
        onChange={set('from')}
      />
      <TextInput type="date" label={texts.to} value={search['to'] ?? ''} onChange={set('to')} />
    </Filters>
  );
}

function Filters({
  names,
  children,
}: {
  /** Those that count; all unless given. */
  readonly names?: readonly string[];
  readonly children?: ReactNode;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(accessTexts)];
  const [search, setSearch] = useSearchValues();
  const routers = useRouterNames();
  return (
    <FilterBar
      given={givenFilters(search, names)}
      onClear={() => {
        setSearch(NO_FILTERS);
      }}
    >
      <SearchText
        label={texts.customer}
        value={search['q'] ?? ''}
        error={isUnclear(search) ? texts.unclear : null}
        onChange={(q) => {
          setSearch({ q, cursor: undefined });
        }}
      />
      {routers.length > 1 && (
        <NativeSelect
          label={texts.router}
          value={search['router'] ?? ''}
          data={[
            { value: '', label: common.all },
            ...routers.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          onChange={({ currentTarget }) => {
            setSearch({ router: currentTarget.value, cursor: undefined });
          }}
        />
      )}
      {children}
    </FilterBar>
  );
}
