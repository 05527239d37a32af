import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type PaymentAccess, PaymentAccessReader } from '../../payments/read/index.js';
import { accessState, type AccessStateFacts } from '../domain/access-state.js';

/** What the SQL function `access_facts` gives: times are text. */
interface StoredFacts extends Pick<
  AccessStateFacts,
  'accessMethod' | 'isRouterArchived' | 'routerUnreachable'
> {
  readonly now: string;
  readonly entitlement: {
    readonly startsAt: string | null;
    readonly endsAt: string | null;
    readonly revokedAt: string | null;
    readonly isCapUsedUp: boolean;
    readonly code: string;
    readonly claimHash: string | null;
    readonly onlineSince: string | null;
    readonly devices: readonly {
      readonly macAddress: string;
      readonly firstSeen: string | null;
      readonly lastSeen: string | null;
      readonly isOnline: boolean;
    }[];
  } | null;
}

/** Tells payments what access they have bought. */
@Injectable()
export class AccessOfPayment implements OnModuleInit {
  constructor(private readonly payments: PaymentAccessReader) {}

  onModuleInit(): void {
    this.payments.register((facts) => accessOf(facts as unknown as StoredFacts));
  }
}

function accessOf({ now, entitlement: stored, ...router }: StoredFacts): PaymentAccess {
  const entitlement = stored && {
    isCapUsedUp: stored.isCapUsedUp,
    startsAt: dateOf(stored.startsAt),
    endsAt: dateOf(stored.endsAt),
    revokedAt: dateOf(stored.revokedAt),
    onlineSince: dateOf(stored.onlineSince),
  };
  const { state, reason } = accessState({ ...router, now: new Date(now), entitlement });
  return {
    state,
    reason,
    startsAt: entitlement?.startsAt ?? null,
    endsAt: entitlement?.endsAt ?? null,
    onlineSince: state === 'ended' ? null : (entitlement?.onlineSince ?? null),
    code: stored?.code ?? null,
    claimHash: stored?.claimHash ?? null,
    devices: (stored?.devices ?? []).map((device) => ({
      ...device,
      firstSeen: dateOf(device.firstSeen),
      lastSeen: dateOf(device.lastSeen),
    })),
  };
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
