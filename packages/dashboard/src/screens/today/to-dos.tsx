import { Text, Title } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { StatusBadge } from '../../components/status-badge.js';
import { formatCountTo } from '../../format/numbers.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { reportsTexts } from '../../texts/reports.js';
import { todayTexts } from '../../texts/today.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Now } from './use-today.js';

type ToDo = Now['to_do'][number];

/** The server counts no further. */
const MOST_COUNTED = 1000;

/** What the operator should look at first, each line with its screen. */
export function ToDos({
  now,
}: {
  readonly now: {
    readonly data: Now | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
}): ReactNode {
  const texts = useTexts(todayTexts);
  if (!now.data) {
    return now.error === null ? null : (
      <ErrorNotice error={now.error} onRetry={() => void now.refetch()} />
    );
  }
  if (now.data.to_do.length === 0) {
    return (
      <Text component="p" m={0}>
        <StatusBadge tone="good" wraps>
          {texts.nothingToDo}
        </StatusBadge>
      </Text>
    );
  }
  return (
    <Card p={0} role="region" aria-label={texts.toDo} style={{ overflow: 'hidden' }}>
      <Title order={2} size="h4" px="md" pt="md">
        {texts.toDo}
      </Title>
      <ul className="list-cards">
        {now.data.to_do.map((toDo) => (
          <li key={`${toDo.kind} ${toDo.router?.id ?? ''} ${toDo.credential?.id ?? ''}`}>
            <Row toDo={toDo} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Row({ toDo }: { readonly toDo: ToDo }): ReactNode {
  const [texts, words] = [useTexts(todayTexts), useTexts(reportsTexts)];
  const format = useTimeFormat();
  const name =
    toDo.router?.name ?? (toDo.credential ? words.providers[toDo.credential.provider] : '');
  return (
    <Link className="list-card" {...SCREENS[toDo.kind](toDo)}>
      <span className="list-card-line">
        <span>
          <StatusBadge tone="attention" wraps>
            {texts.toDos[toDo.kind](formatCountTo(MOST_COUNTED, toDo.count), name)}
          </StatusBadge>
          {toDo.since !== null && (
            <Text component="span" size="sm" c="dimmed" ml={22} display="block">
              {texts.since(format.short(toDo.since))}
            </Text>
          )}
        </span>
        <ChevronRight size={18} aria-hidden style={{ flex: 'none', alignSelf: 'center' }} />
      </span>
    </Link>
  );
}

const toRouter = ({ router }: ToDo): LinkProps =>
  router ? { to: '/routers/$id', params: { id: String(router.id) } } : { to: '/routers' };

/** The screen where each of them is done. */
const SCREENS: Readonly<Record<ToDo['kind'], (toDo: ToDo) => LinkProps>> = {
  review: () => ({ to: '/review' }),
  router_silent: toRouter,
  keys_failing: () => ({ to: '/keys' }),
  webhook_silent: () => ({ to: '/keys' }),
  unmatched_receipts: () => ({ to: '/review', search: { view: 'receipts' } }),
  no_router: () => ({ to: '/first-steps' }),
  no_package: () => ({ to: '/packages' }),
  no_credentials: () => ({ to: '/first-steps' }),
};
