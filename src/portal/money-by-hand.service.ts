import { Injectable } from '@nestjs/common';
import { type AlreadyPaidPage } from '#portal';
import { BackgroundWork } from '../common/background-work.js';
import { sha256Hex } from '../common/crypto/hash.js';
import { ApiError } from '../common/errors/api-error.js';
import { parseIntegerId } from '../common/ids/integer-id.js';
import { Money } from '../common/money/money.js';
import { type ShownPackage } from '../packages/package.response.js';
import { PackagesService } from '../packages/packages.service.js';
import { PortalLimits } from '../rate-limits/portal-limits.js';
import { ClaimReceiptService } from '../receipts/claim-receipt.service.js';
import { EarlierSales } from './earlier-sales.service.js';
import { claimOf } from './portal-claims.js';
import { offerOf } from './portal-offer.js';
import { withSale } from './portal-sales.service.js';
import { type PortalSession } from './portal-session.js';
import { type Visit } from './portal-visits.service.js';

/** What a customer tells of money that they have paid to a till by hand. */
export interface PaidByHand {
  readonly packageId: string;
  readonly receipt: string;
  readonly phoneLast4: string;
}

/** Whatever of a claim does not fit: the customer is told the same. */
const REFUSED: ReadonlySet<string> = new Set(['receipt_not_found', 'package_not_on_sale']);

/** Gives customers what they have paid for at the till of the operator, without a prompt. */
@Injectable()
export class MoneyByHand {
  constructor(
    private readonly shelves: PackagesService,
    private readonly claims: ClaimReceiptService,
    private readonly earlier: EarlierSales,
    private readonly limits: PortalLimits,
    private readonly background: BackgroundWork,
  ) {}

  /** What money may have been paid for: all that the router sells. Nothing where there is no till. */
  async choices({ userId, routerId }: PortalSession): Promise<AlreadyPaidPage['paidFor']> {
    if (!(await this.claims.isOffered(userId))) return [];
    const sold = await this.soldAt(userId, routerId);
    return sold.map((each) => ({ ...offerOf(each), value: String(each.id) }));
  }

  /**
   * Claims the money. The same form again gets the payment of the first time.
   * @returns the session with the payment; null when the claim does not fit
   * @throws ApiError 429
   */
  async claim(
    { session, address }: Visit,
    { packageId, receipt, phoneLast4 }: PaidByHand,
  ): Promise<PortalSession | null> {
    const { userId, routerId, macAddress, ipAddress } = session;
    const id = parseIntegerId(packageId);
    const sold = (await this.soldAt(userId, routerId)).find((each) => each.id === id);
    if (!sold) return null;
    await this.limits.countSale(userId, macAddress, address);
    const earlierClaim = await this.earlier.claim(session);
    const accessClaim = claimOf(session, `receipt ${receipt} ${phoneLast4}`);
    try {
      const { record } = await this.background.finish(() =>
        this.claims.claim({
          ...{ userId, routerId, macAddress, ipAddress, receipt, phoneLast4, accessClaim },
          packageId: sold.id,
          amount: Money.fromMinor(sold.priceMinor, sold.currency),
          earlierClaimHash: earlierClaim && sha256Hex(earlierClaim.reveal()),
        }),
      );
      return withSale({ ...session, earlierClaim }, record.id, accessClaim, record.createdAt);
    } catch (error) {
      if (error instanceof ApiError && REFUSED.has(error.code)) return null;
      throw error;
    }
  }

  private async soldAt(userId: number, routerId: number): Promise<readonly ShownPackage[]> {
    const list = await this.shelves.getPackageList({ userId, sessionId: null }, routerId);
    return list.packages;
  }
}
