import { Button, NativeSelect, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { present } from '../../api/present.js';
import { Card } from '../../components/card.js';
import { CardLine, DataList } from '../../components/data-list.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/instant.js';
import { LinkButton } from '../../components/links.js';
import { Page } from '../../components/page.js';
import { StatusBadge } from '../../components/status-badge.js';
import { Updated } from '../../components/updated.js';
import { live } from '../../live/live.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';
import { webhooksTexts } from '../../texts/webhooks.js';
import { useSearchValues } from '../../use-search.js';
import { EventDetails } from './event-details.js';
import { kindInWords, OUTCOMES, Outcome } from './outcome.js';

type WebhookEvent = components['schemas']['WebhookEvent'];
type Kind = WebhookEvent['outcome'];

/** More than so many failed events are not counted. */
const MOST_COUNTED = 50;

/** What providers have reported, newest first; what could not be processed is said above. */
export function Screen(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(webhooksTexts)];
  const [search, setSearch] = useSearchValues();
  const outcome = OUTCOMES.find((each) => each === search['outcome']);
  const events = useEvents(outcome, search['cursor']);
  return (
    <Page title={common.screens.webhooks} aside={<Updated query={events} />}>
      <Text c="dimmed">{texts.intro}</Text>
      {outcome !== 'failed' && <Failed />}
      {(outcome !== undefined || (events.data?.results.length ?? 0) > 0) && (
        <NativeSelect
          label={texts.outcome}
          maw="20rem"
          value={outcome ?? ''}
          data={[
            { value: '', label: common.all },
            ...OUTCOMES.map((each) => ({ value: each, label: texts.outcomes[each] })),
          ]}
          onChange={({ currentTarget }) => {
            setSearch({ outcome: currentTarget.value, cursor: undefined });
          }}
        />
      )}
      <DataList<WebhookEvent>
        label={common.screens.webhooks}
        query={events}
        columns={[
          { key: 'time', header: texts.received, cell: (row) => <Instant at={row.received_at} /> },
          { key: 'outcome', header: texts.outcome, cell: (row) => <Outcome of={row.outcome} /> },
          { key: 'kind', header: texts.kind, cell: (row) => kindInWords(row.kind, texts) },
          { key: 'state', header: texts.state, cell: (row) => row.state ?? common.none },
          { key: 'invoice', header: texts.invoice, cell: (row) => row.invoice_id ?? common.none },
        ]}
        rowKey={({ id }) => id}
        card={(row) => (
          <>
            <CardLine start={<Outcome of={row.outcome} />} end={<Instant at={row.received_at} />} />
            <CardLine start={kindInWords(row.kind, texts)} end={row.state ?? common.none} />
          </>
        )}
        linkTo={({ id }) => ({ to: '/webhooks', search: { ...search, event: String(id) } })}
        empty={<Nothing isFiltered={outcome !== undefined} />}
        onCursor={(cursor) => {
          setSearch({ cursor });
        }}
      />
      <EventDetails
        id={search['event'] ?? null}
        onClose={() => {
          setSearch({ event: undefined });
        }}
      />
    </Page>
  );
}

function useEvents(outcome: Kind | undefined, cursor: string | undefined) {
  return useQuery({
    queryKey: ['webhooks', 'list', outcome, cursor],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/payments/webhook-events/', {
          params: { query: present({ outcome, cursor }) },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    ...live,
  });
}

/** That events could not be processed, if there are any. */
function Failed(): ReactNode {
  const texts = useTexts(webhooksTexts);
  const failed = useEvents('failed', undefined);
  const count = failed.data?.results.length ?? 0;
  if (count === 0) return null;
  const isMore = count >= MOST_COUNTED || (failed.data?.next ?? null) !== null;
  return (
    <Card>
      <StatusBadge tone="attention">
        {texts.failedTitle(isMore ? `${count}+` : String(count))}
      </StatusBadge>
      <Text size="sm" c="dimmed" my="sm">
        {texts.failedHint}
      </Text>
      <LinkButton variant="default" to="/webhooks" search={{ outcome: 'failed' }}>
        {texts.showFailed}
      </LinkButton>
    </Card>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(webhooksTexts)];
  const [, setSearch] = useSearchValues();
  return isFiltered ? (
    <EmptyState
      title={texts.noneFits}
      action={
        <Button
          variant="default"
          onClick={() => {
            setSearch({ outcome: undefined, cursor: undefined });
          }}
        >
          {common.clearFilters}
        </Button>
      }
    />
  ) : (
    <EmptyState title={texts.empty} action={<LinkButton to="/keys">{texts.toKeys}</LinkButton>}>
      {texts.emptyHint}
    </EmptyState>
  );
}
