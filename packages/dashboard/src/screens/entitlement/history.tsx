import { Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { Instant } from '../../components/instant.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { entitlementTexts } from '../../texts/entitlement.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Details } from './index.js';
import { Part } from '../../components/part.js';

type Line = Details['history'][number];
type Texts = (typeof entitlementTexts)['en'];

const MINUTES_PER_HOUR = 60;

/** Everything that happened to the access, in words, the newest first. */
export function History({ details: { history } }: { readonly details: Details }): ReactNode {
  const texts = useTexts(entitlementTexts);
  return (
    <Part title={texts.history}>
      <ol className="plain-list">
        {history.toReversed().map((line, index) => (
          <li key={history.length - index}>
            <HistoryLine line={line} />
          </li>
        ))}
      </ol>
    </Part>
  );
}

function HistoryLine({ line }: { readonly line: Line }): ReactNode {
  const texts = useTexts(entitlementTexts);
  const format = useTimeFormat();
  const end = line.ends_at === null || line.event === 'revoked' ? null : line.ends_at;
  return (
    <>
      <Text>
        {inWords(line, texts)}
        {end !== null && `, ${texts.until(format.short(end))}`}
      </Text>
      {line.reason !== '' && (
        <Text className="wrapped" fs="italic">
          {line.reason}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        <Instant at={line.at} /> · {texts.by(operatorOf(line) ?? texts.sources[line.source])}
      </Text>
    </>
  );
}

/** A line of the history as a sentence. */
function inWords({ event, evidence }: Line, { events, minutes, hoursInWords }: Texts): string {
  const mac = textIn(evidence, 'mac_address');
  switch (event) {
    case 'device_attached':
      return events.device_attached(mac ?? '');
    case 'device_removed':
      return events.device_removed(mac ?? '');
    case 'device_replaced':
      return events.device_replaced(textIn(evidence, 'replaced') ?? '', mac ?? '');
    case 'disconnect_requested':
      return mac === null ? events.disconnect_requested : events.disconnectDevice(mac);
    case 'extended': {
      const added = (evidence as Readonly<Record<string, unknown>>)['minutes'];
      if (typeof added !== 'number') return events.extended;
      return events.extendedBy(
        added % MINUTES_PER_HOUR === 0 ? hoursInWords(added / MINUTES_PER_HOUR) : minutes(added),
      );
    }
    case 'created':
    case 'started':
    case 'moved':
    case 'revoked':
    case 'outage_added':
      return events[event];
  }
}

const operatorOf = ({ evidence }: Line): string | null => textIn(evidence, 'operator');

function textIn(evidence: object, name: string): string | null {
  const value = (evidence as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : null;
}
