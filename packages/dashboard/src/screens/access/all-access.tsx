import { type ReactNode } from 'react';
import { type components } from '../../api/openapi.js';
import { CardLine, DataList } from '../../components/data-list.js';
import { EmptyState } from '../../components/empty-state.js';
import { EntitlementState } from '../../components/entitlement-state.js';
import { Instant } from '../../components/instant.js';
import { LinkButton } from '../../components/links.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { accessTexts } from '../../texts/access.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { AccessFilters } from './access-filters.js';
import { givenFilters } from './filters.js';
import { Customer, NothingFits } from './online-now.js';
import { useEntitlements } from './use-entitlements.js';

type Entitlement = components['schemas']['Entitlement'];

/** Everything that was sold or given, newest first, with filters. */
export function AllAccess(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(accessTexts)];
  const format = useTimeFormat();
  const [search, setSearch] = useSearchValues();
  const entitlements = useEntitlements();
  const ends = ({ ends_at: at }: Entitlement): ReactNode =>
    at === null ? common.none : <Instant at={at} />;
  return (
    <>
      <AccessFilters />
      <DataList<Entitlement>
        label={texts.views.all}
        query={entitlements}
        columns={[
          { key: 'customer', header: texts.phone, cell: (row) => <Customer {...row} /> },
          { key: 'state', header: texts.state, cell: (row) => <EntitlementState of={row} /> },
          { key: 'package', header: texts.package, cell: (row) => row.package_name },
          { key: 'router', header: texts.router, cell: (row) => row.router_name },
          { key: 'source', header: texts.source, cell: (row) => texts.sources[row.source] },
          { key: 'made', header: texts.made, cell: (row) => <Instant at={row.created_at} /> },
          { key: 'ends', header: texts.ends, align: 'end', cell: ends },
        ]}
        rowKey={({ id }) => id}
        card={(row) => (
          <>
            <CardLine
              start={
                <b>
                  <Customer {...row} />
                </b>
              }
              end={<EntitlementState of={row} />}
            />
            <CardLine start={row.package_name} end={row.router_name} />
            <CardLine
              start={texts.sources[row.source]}
              end={row.ends_at === null ? common.none : texts.untilTime(format.short(row.ends_at))}
            />
          </>
        )}
        linkTo={({ id }) => ({ to: '/access/$id', params: { id } })}
        empty={
          givenFilters(search) > 0 ? (
            <NothingFits setSearch={setSearch} />
          ) : (
            <EmptyState
              title={texts.empty}
              action={<LinkButton to="/payments">{texts.toPayments}</LinkButton>}
            >
              {texts.emptyHint}
            </EmptyState>
          )
        }
        onCursor={(cursor) => {
          setSearch({ cursor });
        }}
      />
    </>
  );
}
