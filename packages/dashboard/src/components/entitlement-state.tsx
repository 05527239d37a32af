import { type ReactNode } from 'react';
import { type components } from '../api/openapi.js';
import { accessTexts } from '../texts/access.js';
import { useTexts } from '../texts/use-texts.js';
import { StatusBadge, type Tone } from './status-badge.js';

type State = components['schemas']['Entitlement']['state'];

const TONES: Readonly<Record<State, Tone>> = {
  unused: 'quiet',
  not_started: 'waiting',
  running: 'waiting',
  ended: 'quiet',
  revoked: 'bad',
};

/** The state of access: whether somebody is online with it, else whether it runs. */
export function EntitlementState({
  of: { state, online },
}: {
  readonly of: { readonly state: State; readonly online: boolean };
}): ReactNode {
  const texts = useTexts(accessTexts);
  if (online) return <StatusBadge tone="good">{texts.online}</StatusBadge>;
  return <StatusBadge tone={TONES[state]}>{texts.states[state]}</StatusBadge>;
}
