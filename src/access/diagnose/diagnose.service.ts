import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { RoutersService } from '../../routers/routers.service.js';
import { diagnose } from '../domain/diagnosis.js';
import {
  type ChainFacts,
  type DiagnosisFacts,
  type Finding,
  type LoginFacts,
} from '../domain/diagnosis-facts.js';
import {
  type Asked,
  DiagnosisRepository,
  type Found,
  type StoredFacts,
} from './diagnosis.repository.js';

/** Why a customer is not online. */
export interface Diagnosis {
  readonly paymentId: string | null;
  readonly entitlementId: string | null;
  readonly routerId: number | null;
  readonly onlineSince: Date | null;
  readonly findings: readonly Finding[];
}

const NO_LOGINS: LoginFacts = {
  acceptedAt: null,
  rejected: null,
  wrongPasswordAt: null,
  reportedAt: null,
};

/** Answers the question why a customer is not online. */
@Injectable()
export class DiagnoseService {
  constructor(
    private readonly repository: DiagnosisRepository,
    private readonly routers: RoutersService,
    private readonly clock: Clock,
  ) {}

  /** @throws ApiError 404 when the operator has no such router */
  async diagnose(userId: number, asked: Asked): Promise<Diagnosis> {
    if (asked.routerId !== null) await this.routers.getOwned(userId, asked.routerId);
    const found = await this.repository.find(userId, asked);
    const { payment, entitlement, routerId } = found;
    const macAddress = asked.by === 'mac' ? asked.value : null;
    const stored =
      routerId === null
        ? null
        : await this.repository.readFacts(
            userId,
            routerId,
            entitlement?.chainId ?? null,
            macAddress,
          );
    if (routerId !== null && !stored) throw routerNotFound();
    return {
      paymentId: payment?.id ?? null,
      entitlementId: entitlement?.id ?? null,
      routerId,
      onlineSince: stored?.onlineSince ?? null,
      findings: diagnose(factsOf(asked, found, stored, this.clock.now())),
    };
  }
}

const factsOf = (
  { by }: Asked,
  { payment, entitlement }: Found,
  stored: StoredFacts | null,
  now: Date,
): DiagnosisFacts => ({
  now: stored?.now ?? now,
  askedFor: by,
  payment,
  chain: entitlement && stored && chainOf(entitlement, stored),
  router: stored,
  logins: stored ?? NO_LOGINS,
});

const chainOf = (
  entitlement: NonNullable<Found['entitlement']>,
  stored: StoredFacts,
): ChainFacts => ({
  ...entitlement,
  endsAt: stored.chainEndsAt ?? entitlement.endsAt,
  blocked: stored.blocked,
  deviceLimit: stored.deviceLimit,
  devices: stored.devices,
  hasRoom: stored.hasRoom,
});
