import { type ReactNode } from 'react';
import { type components } from '../../api/openapi.js';
import { StatusBadge, type Tone } from '../../components/status-badge.js';
import { useTexts } from '../../texts/use-texts.js';
import { webhooksTexts } from '../../texts/webhooks.js';

type OutcomeName = components['schemas']['WebhookEvent']['outcome'];

/** What can become of an event, what needs a look first. */
export const OUTCOMES: readonly OutcomeName[] = [
  'failed',
  'unmatched',
  'stored',
  'settled',
  'ignored',
];

const TONES: Readonly<Record<OutcomeName, Tone>> = {
  failed: 'bad',
  unmatched: 'attention',
  stored: 'waiting',
  settled: 'good',
  ignored: 'quiet',
};

/** What became of an event. */
export const Outcome = ({ of }: { readonly of: OutcomeName }): ReactNode => (
  <StatusBadge tone={TONES[of]}>{useTexts(webhooksTexts).outcomes[of]}</StatusBadge>
);

/** What an event is about; a kind of another version of the server says its name. */
export const kindInWords = (
  kind: string,
  { kinds }: { readonly kinds: Readonly<Record<string, string>> },
): string => kinds[kind] ?? kind;
