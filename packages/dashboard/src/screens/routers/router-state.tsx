import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { Instant } from '../../components/instant.js';
import { StatusBadge, type Tone } from '../../components/status-badge.js';
import { live } from '../../live/live.js';
import { commonTexts } from '../../texts/common.js';
import { routersTexts } from '../../texts/routers.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from './routers.js';

type Progress = components['schemas']['RouterProgress'];

/** What the server has heard of a router; nothing where a system of the operator gives access. */
export const useProgress = (router: Router | undefined): UseQueryResult<Progress> =>
  useQuery({
    queryKey: ['routers', 'checklist', router?.id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/routers/{id}/checklist/', {
          params: { path: { id: router?.id ?? 0 } },
          signal,
        }),
      ),
    enabled: router !== undefined && router.access_method !== 'none',
    ...live,
  });

const TONES = {
  none: 'quiet',
  unreachable: 'bad',
  silent: 'attention',
  new: 'waiting',
  heard: 'good',
} as const satisfies Record<string, Tone>;

/** Whether the server hears a router, and since when it does not. */
export function RouterState({ router }: { readonly router: Router }): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(routersTexts)];
  const progress = useProgress(router);
  if (router.access_method === 'none') {
    return <StatusBadge tone={TONES.none}>{texts.states.none}</StatusBadge>;
  }
  if (!progress.data) return common.none;
  const { state, at } = stateOf(progress.data);
  return (
    <StatusBadge tone={TONES[state]}>
      {texts.states[state]} {at !== null && <Instant at={at} />}
    </StatusBadge>
  );
}

/** The state of a router, and since when it is so or when it was heard. */
function stateOf({
  unreachable_since: unreachable,
  silent_since: silent,
  last_heard_at: heard,
}: Progress): { readonly state: Exclude<keyof typeof TONES, 'none'>; readonly at: string | null } {
  if (unreachable !== null) return { state: 'unreachable', at: unreachable };
  if (silent !== null) return { state: 'silent', at: silent };
  return { state: heard === null ? 'new' : 'heard', at: heard };
}
