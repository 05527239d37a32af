import { Button } from '@mantine/core';
import { type ReactNode } from 'react';
import { type components } from '../../api/openapi.js';
import { CardLine, DataList } from '../../components/data-list.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/instant.js';
import { StatusBadge } from '../../components/status-badge.js';
import { formatDataSize } from '../../format/data-size.js';
import { formatPhone } from '../../format/phone.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { usePreferences } from '../../preferences/preferences.js';
import { accessTexts } from '../../texts/access.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { OnlineFilters } from './access-filters.js';
import { givenFilters, NO_FILTERS } from './filters.js';
import { useOnline } from './use-online.js';

type Session = components['schemas']['AccountingSession'];

/** The devices that are connected at this moment. */
export function OnlineNow(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(accessTexts)];
  const format = useTimeFormat();
  const [search, setSearch] = useSearchValues();
  const online = useOnline();
  const isFiltered = givenFilters(search) > 0;
  return (
    <>
      {(isFiltered || (online.data?.results.length ?? 0) > 0) && <OnlineFilters />}
      <DataList<Session>
        label={texts.views.online}
        query={online}
        columns={[
          { key: 'customer', header: texts.phone, cell: (row) => <Customer {...row} /> },
          { key: 'device', header: texts.device, cell: (row) => <Device session={row} /> },
          { key: 'package', header: texts.package, cell: (row) => row.package_name },
          { key: 'router', header: texts.router, cell: (row) => row.router_name },
          { key: 'since', header: texts.since, cell: (row) => <Instant at={row.since} /> },
          { key: 'data', header: texts.data, align: 'end', cell: (row) => <Data session={row} /> },
          { key: 'ends', header: texts.ends, align: 'end', cell: (row) => <Ends session={row} /> },
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
              end={<Data session={row} />}
            />
            <CardLine
              start={row.package_name}
              end={row.until === null ? common.none : texts.untilTime(format.short(row.until))}
            />
            <CardLine start={row.router_name} end={texts.sinceTime(format.short(row.since))} />
            <CardLine start={<Device session={row} />} />
          </>
        )}
        linkTo={({ entitlement: id }) => ({ to: '/access/$id', params: { id } })}
        empty={isFiltered ? <NothingFits setSearch={setSearch} /> : <Nobody />}
        onCursor={(cursor) => {
          setSearch({ cursor });
        }}
      />
    </>
  );
}

/** A customer by the phone, or by the access code when no phone is known. */
export const Customer = ({
  phone_number: phone,
  code,
}: {
  readonly phone_number: string;
  readonly code: string;
}): ReactNode => (
  <span style={{ whiteSpace: 'nowrap' }}>{phone === '' ? code : formatPhone(phone)}</span>
);

/** What the filters of the address leave: nothing, and how to see something again. */
export function NothingFits({
  setSearch,
}: {
  readonly setSearch: (changed: typeof NO_FILTERS) => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(accessTexts)];
  return (
    <EmptyState
      title={texts.noneFits}
      action={
        <Button
          variant="default"
          onClick={() => {
            setSearch(NO_FILTERS);
          }}
        >
          {common.clearFilters}
        </Button>
      }
    />
  );
}

function Nobody(): ReactNode {
  const texts = useTexts(accessTexts);
  return <EmptyState title={texts.nobody}>{texts.nobodyHint}</EmptyState>;
}

function Device({ session }: { readonly session: Session }): ReactNode {
  const texts = useTexts(accessTexts);
  const { request } = session;
  return (
    <>
      <span style={{ whiteSpace: 'nowrap' }}>{session.mac_address}</span>
      {request?.kind === 'disconnect' && request.state !== 'confirmed' && (
        <div>
          <StatusBadge tone="attention">
            {request.state === 'waiting' ? texts.disconnecting : texts.notConfirmed}
          </StatusBadge>
        </div>
      )}
    </>
  );
}

function Data({ session }: { readonly session: Session }): ReactNode {
  const texts = useTexts(accessTexts);
  const { language } = usePreferences();
  const [down, up] = [session.octets_down, session.octets_up].map((octets) =>
    formatDataSize(octets, language),
  );
  return (
    <span style={{ whiteSpace: 'nowrap' }} title={texts.dataHint(down ?? '', up ?? '')}>
      {formatDataSize(session.octets_down + session.octets_up, language)}
    </span>
  );
}

function Ends({ session }: { readonly session: Session }): ReactNode {
  const common = useTexts(commonTexts);
  return session.until === null ? common.none : <Instant at={session.until} />;
}
