import { Injectable } from '@nestjs/common';
import { sha256Hex } from '../common/crypto/hash.js';
import { type Secret } from '../common/crypto/secret.js';
import { parseEastAfrican } from '../common/phone/phone.js';
import { PaymentViews, ReadPaymentsService } from '../payments/read/index.js';
import { claimOf, openingClaim, viewerOf } from './portal-claims.js';
import { PortalRouterRepository } from './portal-router.repository.js';
import { type PortalSession, type SessionSale } from './portal-session.js';

/** Finds what a session has begun before. */
@Injectable()
export class EarlierSales {
  constructor(
    private readonly routers: PortalRouterRepository,
    private readonly payments: ReadPaymentsService,
    private readonly views: PaymentViews,
  ) {}

  /**
   * The payment that one of these forms has begun, unless it failed; null without one. The slot of a
   * prompt stops a second one only while the first can be answered. A form that comes again later, from
   * an old page or because the server was away, must not ask for the money once more.
   */
  async begunBy(
    session: PortalSession,
    phone: string,
    forms: readonly string[],
  ): Promise<SessionSale | null> {
    const number = parseEastAfrican(phone);
    if (!number) return null;
    const claims = forms.map((form) => claimOf(session, form));
    const hashes = claims.map((claim) => sha256Hex(claim.reveal()));
    const found = await this.routers.findBegunWith(session.userId, number.e164, hashes);
    const claim = found && claims[hashes.indexOf(found.claimHash ?? '')];
    return claim ? { paymentId: found.id, claim, begunAt: found.createdAt } : null;
  }

  /** The claim that opens what the customer has, so that a further sale continues it. */
  async claim(session: PortalSession): Promise<Secret | null> {
    const { sale, userId, earlierClaim } = session;
    if (!sale?.claim) return earlierClaim;
    const record = await this.payments.getOwned(userId, sale.paymentId);
    const { access } = await this.views.of(record, viewerOf(session));
    return openingClaim(session, access) ?? earlierClaim;
  }
}
