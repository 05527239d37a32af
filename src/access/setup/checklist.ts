import { type RouterEntity } from '../../routers/router.entity.js';
import { type Nas } from '../radius/nas.repository.js';

export const CHECKLIST_STEPS = [
  'connection_test',
  'first_packet',
  'secret_proven',
  'portal_visit',
  'first_login',
] as const;

/** A step of the set-up, and when the server has seen it. */
export interface ChecklistStep {
  readonly step: (typeof CHECKLIST_STEPS)[number];
  readonly seenAt: Date | null;
  /** What to do while it has not been seen; null when it has. */
  readonly hint: string | null;
}

/** What was seen of a router. */
export interface SeenOfRouter {
  readonly router: Pick<
    RouterEntity,
    'accessMethod' | 'nasAddress' | 'isOnline' | 'lastChecked' | 'firstPortalVisitAt'
  >;
  /** Null unless the router uses RADIUS. */
  readonly nas: Pick<
    Nas,
    'firstPacketAt' | 'firstLoginAt' | 'provenAt' | 'secretChangedAt' | 'effectiveBy'
  > | null;
  readonly firstSessionAt: Date | null;
}

/** The steps of the set-up of a router, in the order in which they succeed. */
export function checklistOf(seen: SeenOfRouter, now: Date): readonly ChecklistStep[] {
  const { router, nas, firstSessionAt } = seen;
  const own = nas
    ? [
        step(
          'first_packet',
          nas.firstPacketAt,
          `No packet has come from ${router.nasAddress ?? 'its address'}. Check the tunnel and the ` +
            'address of the RADIUS server on the router.',
        ),
        step('secret_proven', provenSince(nas), secretHint(nas, now)),
      ]
    : [
        step(
          'connection_test',
          router.isOnline ? router.lastChecked : null,
          'The last connection test has failed, or there was none: POST test-connection.',
        ),
      ];
  return [
    ...own,
    step(
      'portal_visit',
      router.firstPortalVisitAt,
      'No portal has asked for the packages of this router. Upload the pages, join the WiFi and ' +
        'open any http page.',
    ),
    step(
      'first_login',
      nas ? nas.firstLoginAt : firstSessionAt,
      'Nobody has logged in. Buy a package, or give yourself access, and connect.',
    ),
  ];
}

const step = (name: ChecklistStep['step'], seenAt: Date | null, hint: string): ChecklistStep => ({
  step: name,
  seenAt,
  hint: seenAt ? null : hint,
});

/** Packets from before the present secret was in use prove another one. */
const provenSince = ({ provenAt, effectiveBy }: NonNullable<SeenOfRouter['nas']>): Date | null =>
  provenAt && provenAt > effectiveBy ? provenAt : null;

function secretHint(
  { effectiveBy, secretChangedAt, firstPacketAt }: NonNullable<SeenOfRouter['nas']>,
  now: Date,
): string {
  if (effectiveBy > secretChangedAt) {
    return now < effectiveBy
      ? `The secret was rotated: the former one is in use until ${effectiveBy.toISOString()}.`
      : 'The secret was rotated, and since then no accounting packet has had it. Does the router ' +
          'have the new one? Run the script again.';
  }
  return firstPacketAt
    ? 'Packets come, but no accounting packet has had the right secret. Run the script again, or ' +
        'restart the router, which then reports itself.'
    : 'The router has not reported itself with the right secret.';
}
