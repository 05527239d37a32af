import { Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { CardLine } from '../../components/data-list.js';
import { Instant } from '../../components/instant.js';
import { StatusBadge } from '../../components/status-badge.js';
import { formatDataSize } from '../../format/data-size.js';
import { usePreferences } from '../../preferences/preferences.js';
import { accessTexts } from '../../texts/access.js';
import { entitlementTexts } from '../../texts/entitlement.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Details } from './index.js';
import { Part } from '../../components/part.js';

type Session = Details['sessions'][number];

/** As many sessions as the API tells of. */
const MOST = 50;

/** When devices were connected, how much they used, and why it ended. */
export function Connections({ details: { sessions } }: { readonly details: Details }): ReactNode {
  const texts = useTexts(entitlementTexts);
  return (
    <Part
      title={texts.connections}
      {...(sessions.length === MOST && { hint: texts.allConnections })}
    >
      {sessions.length === 0 ? (
        <Text c="dimmed">{texts.noConnections}</Text>
      ) : (
        <ul className="plain-list">
          {sessions.map((session) => (
            <li key={session.id}>
              <Connection session={session} />
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function Connection({ session }: { readonly session: Session }): ReactNode {
  const [texts, access] = [useTexts(entitlementTexts), useTexts(accessTexts)];
  const { language } = usePreferences();
  const { is_active: isActive, until, stop_cause: cause, request } = session;
  return (
    <>
      <CardLine
        start={
          <>
            <Instant at={session.since} />
            {!isActive && until !== null && (
              <>
                {' – '}
                <Instant at={until} />
              </>
            )}
          </>
        }
        end={formatDataSize(session.octets_up + session.octets_down, language)}
      />
      <CardLine
        start={session.mac_address}
        end={
          isActive ? (
            <StatusBadge tone="good">{texts.connected}</StatusBadge>
          ) : (
            ((texts.causes as Readonly<Record<string, string>>)[cause ?? ''] ?? texts.stopped)
          )
        }
      />
      {isActive && request?.kind === 'disconnect' && request.state !== 'confirmed' && (
        <CardLine
          start={
            <StatusBadge tone="attention">
              {request.state === 'waiting' ? access.disconnecting : access.notConfirmed}
            </StatusBadge>
          }
        />
      )}
    </>
  );
}
