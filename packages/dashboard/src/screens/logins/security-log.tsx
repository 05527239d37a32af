import { NativeSelect, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { present } from '../../api/present.js';
import { CardLine, DataList } from '../../components/data-list.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant } from '../../components/instant.js';
import { TextLink } from '../../components/links.js';
import { clientName } from '../../format/client-name.js';
import { usePreferences } from '../../preferences/preferences.js';
import { commonTexts } from '../../texts/common.js';
import { loginsTexts } from '../../texts/logins.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';

type Event = components['schemas']['SecurityEvent'];
type Kind = keyof (typeof loginsTexts)['en']['events'];

const KINDS = Object.keys(loginsTexts.en.events) as Kind[];

/** What happened to the security of the account, newest first. */
export function SecurityLog(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(loginsTexts)];
  const [search, setSearch] = useSearchValues();
  const kind = KINDS.find((each) => each === search['kind']);
  const events = useQuery({
    queryKey: ['logins', 'log', kind, search['cursor']],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/security-log/', {
          params: { query: present({ kind, cursor: search['cursor'] }) },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h4">
          {texts.log}
        </Title>
        <Text size="sm" c="dimmed">
          {texts.logHint}
        </Text>
      </div>
      <NativeSelect
        label={texts.kind}
        maw="24rem"
        value={kind ?? ''}
        data={[
          { value: '', label: common.all },
          ...KINDS.map((each) => ({ value: each, label: texts.events[each] })),
        ]}
        onChange={({ currentTarget }) => {
          setSearch({ kind: currentTarget.value, cursor: undefined });
        }}
      />
      <DataList<Event>
        label={texts.log}
        query={events}
        columns={[
          { key: 'time', header: texts.time, cell: (row) => <Instant at={row.created_at} /> },
          { key: 'event', header: texts.event, cell: (row) => <What event={row} /> },
          { key: 'from', header: texts.from, cell: (row) => <From event={row} /> },
        ]}
        rowKey={({ id }) => id}
        card={(row) => (
          <>
            <CardLine start={<What event={row} />} />
            <CardLine start={<From event={row} />} end={<Instant at={row.created_at} />} />
          </>
        )}
        empty={<EmptyState title={kind === undefined ? texts.empty : texts.noneFits} />}
        onCursor={(cursor) => {
          setSearch({ cursor });
        }}
      />
    </Stack>
  );
}

/** An event as a sentence; what it is about is a link, when there is a screen of it. */
function What({ event }: { readonly event: Event }): ReactNode {
  const texts = useTexts(loginsTexts);
  const { language } = usePreferences();
  const words: Readonly<Record<string, string>> = texts.events;
  const sentence = language === 'en' ? event.text : (words[event.kind] ?? event.text);
  const { subject } = event;
  return (
    <>
      {sentence}
      {subject !== null && subject.name !== null && (
        <>
          {' '}
          <About subject={subject} name={subject.name} />
        </>
      )}
    </>
  );
}

function About({
  subject: { type, id },
  name,
}: {
  readonly subject: { readonly type: string; readonly id: string };
  readonly name: string;
}): ReactNode {
  switch (type) {
    case 'router':
      return (
        <TextLink to="/routers/$id" params={{ id }}>
          {name}
        </TextLink>
      );
    case 'payment':
      return (
        <TextLink to="/payments/$id" params={{ id }}>
          {name}
        </TextLink>
      );
    case 'entitlement':
      return (
        <TextLink to="/access/$id" params={{ id }}>
          {name}
        </TextLink>
      );
    default:
      return `(${name})`;
  }
}

function From({ event: { ip, user_agent: agent } }: { readonly event: Event }): ReactNode {
  const texts = useTexts(loginsTexts);
  const parts = [agent === null || agent === '' ? null : clientName(agent), ip];
  return parts.filter((part) => part !== null).join(' · ') || texts.server;
}
