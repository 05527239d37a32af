import { NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Card } from '../../components/card.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { LinkButton } from '../../components/links.js';
import { ListSkeleton } from '../../components/list-skeleton.js';
import { Page } from '../../components/page.js';
import { commonTexts } from '../../texts/common.js';
import { portalTexts } from '../../texts/portal.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { type Router, useRouters } from '../routers/routers.js';
import { LookForm } from './look-form.js';

/** How the portal looks, for all routers or for one, with a preview. */
export function Screen(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(portalTexts)];
  const routers = useRouters();
  return (
    <Page title={common.screens.portal} aside={<Text c="dimmed">{texts.intro}</Text>}>
      {routers.data ? (
        <Look routers={routers.data} />
      ) : routers.isError ? (
        <ErrorNotice error={routers.error} onRetry={() => void routers.refetch()} />
      ) : (
        <ListSkeleton />
      )}
    </Page>
  );
}

function Look({ routers }: { readonly routers: readonly Router[] }): ReactNode {
  const texts = useTexts(portalTexts);
  const [search, setSearch] = useSearchValues();
  const scope = routers.find(({ id }) => String(id) === search['router']) ?? null;
  const id = scope?.id ?? null;
  const settings = useQuery({
    queryKey: ['portal', 'settings', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/portal/settings/', {
          params: { query: id === null ? {} : { router: id } },
          signal,
        }),
      ),
  });
  if (routers.length === 0) {
    return (
      <Card>
        <EmptyState
          title={texts.noRouter}
          action={<LinkButton to="/routers">{texts.addRouter}</LinkButton>}
        >
          {texts.noRouterHint}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Stack gap="lg">
      {routers.length > 1 && (
        <NativeSelect
          label={texts.scope}
          description={texts.scopeHint}
          maw="24rem"
          value={id === null ? '' : String(id)}
          data={[
            { value: '', label: texts.allRouters },
            ...routers.map((router) => ({ value: String(router.id), label: router.name })),
          ]}
          onChange={({ currentTarget }) => {
            setSearch({ router: currentTarget.value });
          }}
        />
      )}
      {settings.data ? (
        <LookForm key={id ?? 'all'} settings={settings.data} scope={scope} routers={routers} />
      ) : settings.isError ? (
        <ErrorNotice error={settings.error} onRetry={() => void settings.refetch()} />
      ) : (
        <ListSkeleton />
      )}
    </Stack>
  );
}
