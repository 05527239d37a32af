import { Injectable } from '@nestjs/common';
import { parseReceipt } from '../access/domain/receipt.js';
import { sha256Hex } from '../common/crypto/hash.js';
import { type Secret } from '../common/crypto/secret.js';
import { type Money } from '../common/money/money.js';
import { parseEastAfrican } from '../common/phone/phone.js';
import { Database, type Sql } from '../database/database.js';
import { type ReceivedMoney } from '../payments/domain/index.js';
import { type PaymentRecord } from '../payments/payment-record.js';
import { ReceivedSaleService } from '../payments/sell/index.js';
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
  /**
   * The access claim that the payment gets, drawn before: whoever claims with it again has the payment of
   * the first time. Absent: a new one is drawn, and a receipt is claimed once only.
   */
  readonly accessClaim?: Secret;
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

  /** Whether the operator has a till whose money can be claimed. */
  isOffered(userId: number): Promise<boolean> {
    const withTill = this.providers.codes.filter(
      (code) => this.providers.get(code).capabilities.webhookSubscriptions,
    );
    return this.receipts.hasTill(userId, withTill);
  }

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
      if (!open) return this.madeBefore(tx, claim, receipt);
      const money = moneyOf(open, 'customer');
      const phone = parseEastAfrican(open.phoneE164 ?? '');
      if (!money || !phone || !claim.amount.equals(sold.price)) return null;
      const { id, provider, environment, credentialId, credentialVersion } = open;
      const { packageId, macAddress, ipAddress, earlierClaimHash, accessClaim } = claim;
      const committed = await this.sales.commit(tx, {
        ...{ userId, routerId, packageId, macAddress, ipAddress, earlierClaimHash },
        ...{ provider, environment, credentialId, credentialVersion, receipt, phone, sold },
        phoneNumber: claim.phoneLast4,
        ...(accessClaim && { claim: accessClaim }),
      });
      await this.receipts.countFor(tx, id, committed.record.id, 'customer');
      return { paymentId: committed.record.id, claim: committed.claim, money };
    });
    if (!made) throw receiptErrors.noClaim();
    await this.limit.succeeded(counted);
    const record = await this.settling.completeMade(made.paymentId, made.money);
    return { record, claim: made.claim };
  }

  /** The payment that the same claim has made before: the second of two taps waits for the first. */
  private async madeBefore(
    tx: Sql,
    { userId, accessClaim }: ReceiptClaim,
    receipt: string,
  ): Promise<Made | null> {
    if (!accessClaim) return null;
    const claimed = await this.receipts.findClaimedWith(tx, {
      ...{ userId, receipt, providers: this.providers.codes },
      claimHash: sha256Hex(accessClaim.reveal()),
    });
    const money = claimed && moneyOf(claimed, 'customer');
    return money && { paymentId: claimed.paymentId, claim: accessClaim, money };
  }
}

interface Made {
  readonly paymentId: string;
  readonly claim: Secret;
  readonly money: ReceivedMoney;
}
