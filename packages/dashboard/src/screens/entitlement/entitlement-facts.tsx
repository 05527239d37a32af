import { Group, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { EntitlementState } from '../../components/entitlement-state.js';
import { Fact } from '../../components/fact.js';
import { Instant } from '../../components/instant.js';
import { TextLink } from '../../components/links.js';
import { StatusBadge } from '../../components/status-badge.js';
import { formatDataSize } from '../../format/data-size.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { usePreferences } from '../../preferences/preferences.js';
import { accessTexts } from '../../texts/access.js';
import { entitlementTexts } from '../../texts/entitlement.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Details } from './index.js';

const MB = 1_000_000;
/** The first half of a code: people write it with a dash after it. */
const HALF = 4;

/** What was sold, to whom, until when, and how much of it was used. */
export function EntitlementFacts({ details }: { readonly details: Details }): ReactNode {
  const [texts, access] = [useTexts(entitlementTexts), useTexts(accessTexts)];
  const format = useTimeFormat();
  const { language } = usePreferences();
  const size = (octets: number): string => formatDataSize(octets, language);
  const { chain_ends_at: chainEndsAt, data_cap_mb: cap } = details;
  return (
    <Card>
      <Group gap="sm" mb="md">
        {details.online_since === null ? (
          <>
            <EntitlementState of={details} />
            {details.state === 'running' && <Text c="dimmed">{texts.offline}</Text>}
          </>
        ) : (
          <StatusBadge tone="good">
            {texts.onlineSince(format.short(details.online_since))}
          </StatusBadge>
        )}
      </Group>
      {details.revoke_reason !== null && (
        <Text mb="md" className="wrapped">
          {texts.revokedBecause(details.revoke_reason)}
        </Text>
      )}
      <dl className="facts">
        <Fact name={texts.code}>
          <b>{`${details.code.slice(0, HALF)}-${details.code.slice(HALF)}`}</b>
        </Fact>
        <Fact name={texts.package}>{details.package_name}</Fact>
        <Fact name={texts.router}>
          <TextLink to="/routers/$id" params={{ id: String(details.router) }}>
            {details.router_name}
          </TextLink>
        </Fact>
        <Fact name={texts.from}>
          {details.payment === null ? (
            access.sources[details.source]
          ) : (
            <TextLink to="/payments/$id" params={{ id: details.payment }}>
              {texts.payment}
            </TextLink>
          )}
        </Fact>
        <Fact name={texts.starts}>
          {details.starts_at === null ? texts.notStarted : <Instant at={details.starts_at} />}
        </Fact>
        <Fact name={texts.ends}>
          {details.ends_at === null ? texts.notStarted : <Instant at={details.ends_at} />}
        </Fact>
        {chainEndsAt !== null && chainEndsAt !== details.ends_at && (
          <Fact name={texts.chainEnds}>
            <Instant at={chainEndsAt} />
          </Fact>
        )}
        <Fact name={texts.firstLogin}>
          {details.first_login_at === null ? texts.never : <Instant at={details.first_login_at} />}
        </Fact>
        <Fact name={texts.data}>
          {cap === null
            ? size(details.octets_used)
            : texts.dataOf(size(details.octets_used), size(cap * MB))}
        </Fact>
        <Fact name={texts.devicesSold}>{details.device_limit}</Fact>
        <Fact name={texts.speed}>
          {texts.speeds(details.download_speed_mbps, details.upload_speed_mbps)}
        </Fact>
      </dl>
    </Card>
  );
}
