import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { Money } from '../common/money/money.js';
import { parseEastAfrican } from '../common/phone/phone.js';
import { Database, type Sql } from '../database/database.js';
import { type ReceivedMoney } from '../payments/domain/index.js';
import { paymentErrors } from '../payments/payment-errors.js';
import { type PaymentRecord } from '../payments/payment-record.js';
import { ReadPaymentsService } from '../payments/read/index.js';
import { type CommittedSale, ReceivedSaleService } from '../payments/sell/index.js';
import { receiptErrors } from './receipt-errors.js';
import { type OpenReceipt, ReceiptsRepository } from './receipts.repository.js';
import { moneyOf, SettleReceiptService } from './settle-receipt.service.js';

/** A package to sell for a receipt. */
export interface AssignedSale {
  readonly routerId: number;
  readonly packageId: number;
  /** The phone of the customer; null: the one that paid. */
  readonly phoneNumber: string | null;
  readonly macAddress: string;
}

/** Lets operators say what unmatched money is for. The payment is completed as by any other money. */
@Injectable()
export class AssignReceiptService {
  constructor(
    private readonly database: Database,
    private readonly receipts: ReceiptsRepository,
    private readonly payments: ReadPaymentsService,
    private readonly sales: ReceivedSaleService,
    private readonly settling: SettleReceiptService,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Counts a receipt for an open or failed payment.
   * @throws ApiError 404 for the receipt or the payment; 400 for a payment of another provider, or
   *   when the money is not enough; 409 when the receipt or the payment is settled already
   */
  async toPayment(userId: number, id: string, paymentId: string): Promise<PaymentRecord> {
    const open = await this.database.transaction((tx) => this.lock(tx, userId, id));
    const payment = await this.payments.getOwned(userId, paymentId);
    if (payment.paymentProvider !== open.receipt.provider) {
      throw paymentErrors.otherProvider(open.receipt.provider);
    }
    if (payment.status === 'completed') throw paymentErrors.alreadyCompleted(paymentId);
    refuseTooLittle(open.money, Money.fromMinor(payment.amountMinor, payment.currency));
    const attempt = payment.retryCount + 1;
    const record = await this.settling.completeKnown(paymentId, attempt, open.money, (tx) =>
      this.log.record(tx, 'receipt_assigned', { userId, paymentId }),
    );
    if (record === null) throw receiptErrors.taken(paymentId);
    if (record === 'has_other_money') throw paymentErrors.alreadyCompleted(paymentId);
    this.log.write('receipt_assigned', { userId, paymentId });
    return record;
  }

  /**
   * Sells a package for a receipt, with a new payment.
   * @throws ApiError 404 for the receipt or the router; 400 for the package, without a phone, or when
   *   the money is not enough; 409 when the receipt is settled already
   */
  async toSale(userId: number, id: string, sale: AssignedSale): Promise<PaymentRecord> {
    const { routerId, packageId, macAddress } = sale;
    const sold = await this.sales.packageOf({ userId, routerId, packageId });
    const made = await this.database.transaction<Made>(async (tx) => {
      const { receipt, money } = await this.lock(tx, userId, id);
      refuseTooLittle(money, sold.price);
      const phoneNumber = sale.phoneNumber ?? receipt.phoneE164;
      if (phoneNumber === null) throw receiptErrors.phoneMissing();
      const phone = parseEastAfrican(phoneNumber);
      if (!phone) throw paymentErrors.phoneInvalid();
      const { provider, environment, credentialId, credentialVersion } = receipt;
      const committed = await this.sales.commit(tx, {
        ...{ userId, routerId, packageId, macAddress, ipAddress: '', earlierClaimHash: null },
        ...{ provider, environment, credentialId, credentialVersion, phone, phoneNumber, sold },
        receipt: receipt.receipt,
      });
      const { id: paymentId } = committed.record;
      await this.receipts.countFor(tx, receipt.id, paymentId, 'operator');
      await this.log.record(tx, 'receipt_assigned', { userId, paymentId });
      return { committed, money };
    });
    const { id: paymentId } = made.committed.record;
    const record = await this.settling.completeMade(paymentId, made.money);
    this.log.write('receipt_assigned', { userId, paymentId });
    return record;
  }

  /** @throws ApiError 404, 400 without a readable amount, and 409 when it is not unmatched */
  private async lock(tx: Sql, userId: number, id: string): Promise<Open> {
    const receipt = await this.receipts.lockAssigned(tx, userId, id);
    if (!receipt) throw receiptErrors.notFound();
    switch (receipt.state) {
      case 'counted':
        throw receiptErrors.taken();
      case 'reversed':
        throw receiptErrors.reversed();
      case 'waiting':
        throw receiptErrors.waiting();
      case 'unmatched': {
        const money = moneyOf(receipt, 'operator');
        if (!money) throw receiptErrors.amountUnknown();
        return { receipt, money };
      }
    }
  }
}

interface Open {
  readonly receipt: OpenReceipt;
  readonly money: ReceivedMoney;
}

interface Made {
  readonly committed: CommittedSale;
  readonly money: ReceivedMoney;
}

/** @throws ApiError 400 when the money is less than the price */
function refuseTooLittle({ amount }: ReceivedMoney, price: Money): void {
  if (amount.currency !== price.currency || amount.isLessThan(price)) {
    throw receiptErrors.notEnough(price);
  }
}
