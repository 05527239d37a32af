import { Injectable } from '@nestjs/common';
import { parseReceipt } from '../access/domain/receipt.js';
import { type Secret } from '../common/crypto/secret.js';
import { type Money } from '../common/money/money.js';
import { parseEastAfrican } from '../common/phone/phone.js';
import { Database } from '../database/database.js';
import { type ReceivedMoney } from '../payments/domain/index.js';
import { type PaymentRecord } from '../payments/payment-record.js';
import { type CommittedSale, ReceivedSaleService } from '../payments/sell/index.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { ReconnectLimit } from '../rate-limits/reconnect-limit.js';
import { receiptErrors } from './receipt-errors.js';
import { ReceiptsRepository } from './receipts.repository.js';
import { moneyOf, SettleReceiptService } from './settle-receipt.service.js';

/** What a customer tells of money that they have paid to a till by themselves. */
export interface ReceiptClaim {
  readonly userId: number;
  readonly routerId: number;
  readonly packageId: number;
  readonly amount: Money;
  /** The receipt, or the message that it came in. */
  readonly receipt: string;
  /** The last four digits of the phone that paid. */
  readonly phoneLast4: string;
  readonly macAddress: string;
  readonly ipAddress: string;
  readonly earlierClaimHash: string | null;
}

/** A payment that was made for a claimed receipt. */
export interface ClaimedPayment {
  readonly record: PaymentRecord;
  readonly claim: Secret;
}

/** Lets customers have what they have paid for at a till without a prompt. */
@Injectable()
export class ClaimReceiptService {
  constructor(
    private readonly database: Database,
    private readonly receipts: ReceiptsRepository,
    private readonly sales: ReceivedSaleService,
    private readonly settling: SettleReceiptService,
    private readonly providers: ProviderRegistry,
    private readonly limit: ReconnectLimit,
  ) {}

  /**
   * Makes a completed payment for an unmatched receipt, once.
   * @throws ApiError 404 for the router, 400 for the package; the same 404 whatever of the claim does
   *   not fit; 429 after too many failures
   */
  async claim(claim: ReceiptClaim): Promise<ClaimedPayment> {
    const { userId, routerId } = claim;
    const sold = await this.sales.packageOf(claim);
    const receipt = parseReceipt(claim.receipt);
    const counted = await this.limit.start(userId, routerId, receipt);
    const made = await this.database.transaction<Made | null>(async (tx) => {
      const open = await this.receipts.lockClaimed(tx, {
        ...{ userId, receipt, phoneLast4: claim.phoneLast4 },
        providers: this.providers.codes,
        amountMinor: sold.price.minor,
        currency: sold.price.currency,
      });
      const money = open && moneyOf(open, 'customer');
      const phone = parseEastAfrican(open?.phoneE164 ?? '');
      if (!open || !money || !phone || !claim.amount.equals(sold.price)) return null;
      const { id, provider, environment, credentialId, credentialVersion } = open;
      const { packageId, macAddress, ipAddress, earlierClaimHash } = claim;
      const committed = await this.sales.commit(tx, {
        ...{ userId, routerId, packageId, macAddress, ipAddress, earlierClaimHash },
        ...{ provider, environment, credentialId, credentialVersion, receipt, phone, sold },
        phoneNumber: claim.phoneLast4,
      });
      await this.receipts.countFor(tx, id, committed.record.id, 'customer');
      return { committed, money };
    });
    if (!made) throw receiptErrors.noClaim();
    await this.limit.succeeded(counted);
    const { committed, money } = made;
    const record = await this.settling.completeMade(committed.record.id, money);
    return { record, claim: committed.claim };
  }
}

interface Made {
  readonly committed: CommittedSale;
  readonly money: ReceivedMoney;
}
