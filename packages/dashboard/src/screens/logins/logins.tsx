import { Button, Group, Skeleton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { orGone } from '../../api/or-gone.js';
import { Confirm } from '../../components/confirm.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Part } from '../../components/part.js';
import { StatusBadge } from '../../components/status-badge.js';
import { clientName } from '../../format/client-name.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { loginsTexts } from '../../texts/logins.js';
import { useTexts } from '../../texts/use-texts.js';
import { endOthers } from './end-others.js';

type Login = components['schemas']['Session'];

/** As many as a page of the API can have. */
const ALL = 200;

/** What is asked before logins are ended: one, or all others. */
type Asked = Login | 'others' | null;

/** The logins of the account, this one first, with what can be done about each. */
export function Logins(): ReactNode {
  const texts = useTexts(loginsTexts);
  const [asked, setAsked] = useState<Asked>(null);
  const logins = useLogins();
  const rows = logins.data?.results.toSorted((a, b) => Number(b.current) - Number(a.current)) ?? [];
  const hasOthers = rows.some(({ current }) => !current);
  return (
    <Part
      title={texts.logins}
      hint={texts.loginsHint}
      action={
        hasOthers && (
          <Button
            variant="default"
            onClick={() => {
              setAsked('others');
            }}
          >
            {texts.endOthers}
          </Button>
        )
      }
    >
      {logins.isPending && <Skeleton height={80} />}
      {logins.isError && !logins.data && (
        <ErrorNotice error={logins.error} onRetry={() => void logins.refetch()} />
      )}
      <ul className="plain-list">
        {rows.map((login) => (
          <li key={login.id}>
            <LoginLine login={login} onEnd={setAsked} />
          </li>
        ))}
      </ul>
      {logins.data && !hasOthers && (
        <Text c="dimmed" mt="md">
          {texts.onlyThis}
        </Text>
      )}
      <EndQuestion
        asked={asked}
        onClose={() => {
          setAsked(null);
        }}
      />
    </Part>
  );
}

/** The logins of the account, as many as a page has. */
export const useLogins = () =>
  useQuery({ queryKey: ['logins', 'list'], queryFn: ({ signal }) => readLogins(signal) });

const readLogins = (signal?: AbortSignal) =>
  answerOf(
    api.GET('/users/sessions/', {
      params: { query: { limit: ALL } },
      ...(signal && { signal }),
    }),
  );

/** Ends a login; one that has ended by itself is what was asked for. */
const endLogin = (id: string): Promise<unknown> =>
  orGone(answerOf(api.DELETE('/users/sessions/{id}/', { params: { path: { id } } })));

function LoginLine({
  login,
  onEnd,
}: {
  readonly login: Login;
  readonly onEnd: (login: Login) => void;
}): ReactNode {
  const texts = useTexts(loginsTexts);
  const format = useTimeFormat();
  const name = useNameOf();
  return (
    <Group justify="space-between" gap="sm">
      <div>
        <Text fw={600}>{name(login)}</Text>
        {login.current && <StatusBadge tone="good">{texts.thisOne}</StatusBadge>}
        <Text size="sm" c="dimmed">
          {[texts.lastUsed(format.short(login.last_used_at)), login.ip]
            .filter((part) => part !== null)
            .join(' · ')}
        </Text>
        <Text size="sm" c="dimmed">
          {`${texts.kinds[login.kind]}, ${texts.begun(format.short(login.created_at))}`}
        </Text>
      </div>
      {!login.current && (
        <Button
          variant="default"
          aria-label={texts.endLabel(name(login))}
          style={{ flex: 'none' }}
          onClick={() => {
            onEnd(login);
          }}
        >
          {texts.end}
        </Button>
      )}
    </Group>
  );
}

function useNameOf(): (login: Login) => string {
  const texts = useTexts(loginsTexts);
  return ({ user_agent: agent }) =>
    agent === null || agent === '' ? texts.unknownClient : clientName(agent);
}

function EndQuestion({
  asked,
  onClose,
}: {
  readonly asked: Asked;
  readonly onClose: () => void;
}): ReactNode {
  const texts = useTexts(loginsTexts);
  const name = useNameOf();
  const queryClient = useQueryClient();
  const end = async (act: () => Promise<unknown>, message: string): Promise<void> => {
    try {
      await act();
    } finally {
      await queryClient.invalidateQueries({ queryKey: ['logins'] });
    }
    notifications.show({ color: 'green', message });
  };
  const one = asked === 'others' ? null : asked;
  return (
    <>
      <Confirm
        isOpen={one !== null}
        onClose={onClose}
        title={texts.endTitle}
        text={one === null ? '' : texts.endText(name(one))}
        confirm={texts.end}
        onConfirm={() => end(async () => one && endLogin(one.id), texts.ended)}
      />
      <Confirm
        isOpen={asked === 'others'}
        onClose={onClose}
        title={texts.endOthersTitle}
        text={texts.endOthersText}
        confirm={texts.endOthers}
        onConfirm={() =>
          end(
            () => endOthers(async () => (await readLogins()).results, endLogin),
            texts.endedOthers,
          )
        }
      />
    </>
  );
}
