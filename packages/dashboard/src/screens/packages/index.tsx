import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { present } from '../../api/present.js';
import { CardLine, DataList } from '../../components/data-list.js';
import { Dialog } from '../../components/dialog.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { LinkButton } from '../../components/links.js';
import { ListSkeleton } from '../../components/list-skeleton.js';
import { Money } from '../../components/money.js';
import { Page } from '../../components/page.js';
import { StatusBadge } from '../../components/status-badge.js';
import { Updated } from '../../components/updated.js';
import { addDays, dayOf } from '../../format/time.js';
import { usePreferences } from '../../preferences/preferences.js';
import { commonTexts } from '../../texts/common.js';
import { packagesTexts } from '../../texts/packages.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { useRouters } from '../routers/routers.js';
import { PackageActions } from './package-actions.js';
import { PackageForm } from './package-form.js';
import { durationText, type Package } from './packages.js';
import { ShownPortal } from './shown-portal.js';

/** What each router sells, and how often. */
export function Screen(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(packagesTexts)];
  const [{ cursor }, setSearch] = useSearchValues();
  const [isAdding, adding] = useDisclosure(false);
  const routers = useRouters();
  const packages = useQuery({
    queryKey: ['packages', 'list', cursor],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/routers/packages/', { params: { query: present({ cursor }) }, signal })),
    placeholderData: keepPreviousData,
  });
  const sold = useSoldThisWeek();
  const ofWeek = ({ id }: Package): ReactNode => {
    if (!sold.data) return common.none;
    const count = sold.data.groups?.find(({ key }) => key === String(id))?.sales ?? 0;
    return texts.sold(count);
  };
  const all = routers.data ?? [];
  const addButton = <Button onClick={adding.open}>{texts.add}</Button>;
  const actions = (row: Package): ReactNode => <PackageActions sold={row} routers={all} />;
  return (
    <Page
      title={common.screens.packages}
      aside={<Updated query={packages} />}
      actions={
        packages.data?.results.length ? (
          <>
            <ShownPortal routers={all} />
            {addButton}
          </>
        ) : undefined
      }
    >
      <DataList
        label={common.screens.packages}
        query={packages}
        columns={[
          {
            key: 'name',
            header: texts.name,
            cell: (row) => (
              <span className="stacked">
                <Text component="span" fw={600}>
                  {row.name}
                </Text>
                <Text component="span" size="sm" c="dimmed">
                  {row.router_name}
                </Text>
              </span>
            ),
          },
          {
            key: 'duration',
            header: texts.duration,
            cell: (row) => durationText(row.duration_hours, texts),
          },
          { key: 'speed', header: texts.speed, cell: speedOf(texts) },
          {
            key: 'price',
            header: texts.price,
            align: 'end',
            cell: ({ price, currency }) => <Money amount={price} currency={currency} />,
          },
          { key: 'week', header: texts.week, align: 'end', cell: ofWeek },
          { key: 'state', header: texts.state, cell: (row) => <OnSale sold={row} /> },
          { key: 'actions', header: texts.change, align: 'end', cell: actions },
        ]}
        rowKey={({ id }) => id}
        card={(row) => (
          <>
            <CardLine
              start={<strong>{row.name}</strong>}
              end={<Money amount={row.price} currency={row.currency} />}
            />
            <CardLine start={row.router_name} end={durationText(row.duration_hours, texts)} />
            <CardLine start={speedOf(texts)(row)} end={ofWeek(row)} />
            <CardLine start={<OnSale sold={row} />} end={actions(row)} />
          </>
        )}
        empty={
          routers.data && all.length === 0 ? (
            <EmptyState
              title={texts.noRouter}
              action={<LinkButton to="/routers">{texts.addRouter}</LinkButton>}
            >
              {texts.noRouterHint}
            </EmptyState>
          ) : (
            <EmptyState title={texts.empty} action={addButton}>
              {texts.emptyHint}
            </EmptyState>
          )
        }
        onCursor={(next) => {
          setSearch({ cursor: next });
        }}
      />
      <Dialog isOpen={isAdding} onClose={adding.close} title={texts.addTitle}>
        {routers.data ? (
          <PackageForm routers={all} onDone={adding.close} onCancel={adding.close} />
        ) : routers.isError ? (
          <ErrorNotice error={routers.error} onRetry={() => void routers.refetch()} />
        ) : (
          <ListSkeleton />
        )}
      </Dialog>
    </Page>
  );
}

const speedOf =
  (texts: (typeof packagesTexts)['en']) =>
  ({ download_speed_mbps: down, upload_speed_mbps: up }: Package): string =>
    texts.speeds(down, up);

function OnSale({ sold }: { readonly sold: Package }): ReactNode {
  const texts = useTexts(packagesTexts);
  return (
    <StatusBadge tone={sold.is_active ? 'good' : 'quiet'}>
      {sold.is_active ? texts.onSale : texts.offSale}
    </StatusBadge>
  );
}

/** How often each package was sold in the last seven days, today included. */
function useSoldThisWeek() {
  const { timeZone } = usePreferences();
  const from = addDays(dayOf(new Date(), timeZone), -6);
  return useQuery({
    queryKey: ['reports', 'by-package', timeZone, from],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/reports/summary/', {
          params: { query: { from, tz: timeZone, by: 'package' } },
          signal,
        }),
      ),
  });
}
