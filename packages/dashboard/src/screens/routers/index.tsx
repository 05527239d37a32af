import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { present } from '../../api/present.js';
import { CardLine, DataList } from '../../components/data-list.js';
import { Dialog } from '../../components/dialog.js';
import { EmptyState } from '../../components/empty-state.js';
import { Money } from '../../components/money.js';
import { Page } from '../../components/page.js';
import { Updated } from '../../components/updated.js';
import { live } from '../../live/live.js';
import { usePreferences } from '../../preferences/preferences.js';
import { commonTexts } from '../../texts/common.js';
import { routersTexts } from '../../texts/routers.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { RouterForm } from './router-form.js';
import { RouterState } from './router-state.js';
import { type Router } from './routers.js';

/** The server is asked about each router that is shown. */
const PER_PAGE = 20;

/** All routers: whether they are heard, and what they sell today. */
export function Screen(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(routersTexts)];
  const navigate = useNavigate();
  const [{ cursor }, setSearch] = useSearchValues();
  const [isAdding, adding] = useDisclosure(false);
  const routers = useQuery({
    queryKey: ['routers', 'list', cursor],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/routers/', {
          params: { query: { ...present({ cursor }), limit: PER_PAGE } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    ...live,
  });
  const addButton = <Button onClick={adding.open}>{texts.add}</Button>;
  const sales = useSalesToday();
  const today = (router: Router): ReactNode => {
    const of = sales.data?.groups?.find(({ key }) => key === String(router.id));
    if (!sales.data) return common.none;
    return <Money amount={of?.gross ?? '0.00'} currency={sales.data.currency} />;
  };
  return (
    <Page
      title={common.screens.routers}
      aside={<Updated query={routers} />}
      actions={routers.data?.results.length ? addButton : undefined}
    >
      <DataList
        label={common.screens.routers}
        query={routers}
        columns={[
          { key: 'name', header: texts.name, cell: ({ name }) => name },
          { key: 'state', header: texts.stateTitle, cell: (row) => <RouterState router={row} /> },
          { key: 'host', header: texts.host, cell: ({ host }) => host },
          { key: 'today', header: texts.salesToday, align: 'end', cell: today },
        ]}
        rowKey={({ id }) => id}
        card={(row) => (
          <>
            <CardLine start={<strong>{row.name}</strong>} end={today(row)} />
            <CardLine start={<RouterState router={row} />} />
          </>
        )}
        linkTo={({ id }) => ({ to: '/routers/$id', params: { id: String(id) } })}
        empty={
          <EmptyState title={texts.empty} action={addButton}>
            {texts.emptyHint}
          </EmptyState>
        }
        onCursor={(next) => {
          setSearch({ cursor: next });
        }}
      />
      <Dialog isOpen={isAdding} onClose={adding.close} title={texts.addTitle}>
        <RouterForm
          onDone={({ id }) => {
            adding.close();
            void navigate({ to: '/routers/$id', params: { id: String(id) } });
          }}
          onCancel={adding.close}
        />
      </Dialog>
    </Page>
  );
}

/** What each router has taken today. */
function useSalesToday() {
  const { timeZone } = usePreferences();
  return useQuery({
    queryKey: ['reports', 'by-router', timeZone],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/reports/summary/', {
          params: { query: { tz: timeZone, by: 'router' } },
          signal,
        }),
      ),
    ...live,
  });
}
