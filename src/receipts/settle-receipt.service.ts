import { Inject, Injectable } from '@nestjs/common';
import { aboutPayment } from '../common/http/request-context.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Money } from '../common/money/money.js';
import { safeInteger } from '../database/columns.js';
import { Metrics } from '../metrics/metrics.js';
import { type ReceivedMoney } from '../payments/domain/index.js';
import { type PaymentRecord } from '../payments/payment-record.js';
import { type FurtherWork, ReceiptTaken, SettlementService } from '../payments/settle/index.js';
import { ReceiptsRepository, type ReceiptToSettle } from './receipts.repository.js';
import { type Claimant, type SettleReceiptPayload } from './settle-receipt.job.js';

/**
 * Settles what is due for a receipt: looks for the payment that waiting money is for, completes the
 * payment that was made for a receipt, and tells a payment that its money was taken back. Safe to
 * run twice, and in two processes at once.
 */
@Injectable()
export class SettleReceiptService {
  constructor(
    private readonly receipts: ReceiptsRepository,
    private readonly settlement: SettlementService,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async settle({ receiptId, claimant = 'customer' }: SettleReceiptPayload): Promise<void> {
    const receipt = await this.receipts.find(receiptId);
    if (!receipt) return;
    if (receipt.paymentId !== null) aboutPayment(receipt.paymentId);
    switch (receipt.state) {
      case 'waiting':
        return this.match(receipt);
      case 'counted':
        return this.completeClaimed(receipt, claimant);
      case 'reversed':
        return this.reverse(receipt);
      case 'unmatched':
        return;
    }
  }

  /**
   * Completes the payment that was made for a receipt. If this is interrupted, the job does it.
   * @returns the payment after it
   */
  async completeMade(paymentId: string, money: ReceivedMoney): Promise<PaymentRecord> {
    const source = money.by === 'operator' ? 'operator' : 'request';
    const event = { kind: 'received', money } as const;
    const { record, recorded } = await this.settlement.apply(paymentId, 1, event, source);
    if (recorded !== null) this.metrics.receiptMatched(money.by);
    return record;
  }

  /**
   * Completes an existing payment by a receipt that an operator has assigned to it.
   * @returns the payment after it; null when the receipt was counted for another payment meanwhile,
   *   and `has_other_money` when the payment was completed otherwise meanwhile
   */
  async completeKnown(
    paymentId: string,
    attempt: number,
    money: ReceivedMoney,
    further: FurtherWork,
  ): Promise<PaymentRecord | 'has_other_money' | null> {
    const event = { kind: 'received', money } as const;
    try {
      const settled = await this.settlement.apply(paymentId, attempt, event, 'operator', further);
      if (settled.recorded === null) return 'has_other_money';
      this.metrics.receiptMatched('operator');
      return settled.record;
    } catch (error) {
      if (error instanceof ReceiptTaken) return null;
      throw error;
    }
  }

  /** Settles the receipts whose job was lost, or could do nothing yet. */
  async sweep(): Promise<void> {
    for (const receiptId of await this.receipts.findOverlooked()) {
      try {
        await this.settle({ receiptId });
      } catch (error) {
        this.logger.error({ err: error, receiptId }, 'a receipt could not be settled');
      }
    }
  }

  /**
   * Counts money for the only payment that its phone was to pay at this price. Money of a hidden phone,
   * and of a phone with several such payments, is left to people.
   */
  private async match(receipt: ReceiptToSettle): Promise<void> {
    const money = moneyOf(receipt, 'phone_and_price');
    const isReadable = money !== null && receipt.phoneE164 !== null;
    const awaiting = isReadable ? await this.receipts.paymentsAwaiting(receipt) : [];
    const [payment] = awaiting;
    if (money && payment && awaiting.length === 1 && (await this.complete(payment, money))) {
      this.metrics.receiptMatched('phone_and_price');
      return;
    }
    if (await this.receipts.leaveUnmatched(receipt.id)) {
      this.metrics.receiptMatched('none');
      const { userId, id: receiptId } = receipt;
      this.logger.info(
        { userId, receiptId, payments: awaiting.length },
        'money of a till is unmatched',
      );
    }
  }

  /** Whether the payment was completed by the money. The same transaction counts the receipt for it. */
  private async complete(
    { paymentId, attempt }: { readonly paymentId: string; readonly attempt: number },
    money: ReceivedMoney,
  ): Promise<boolean> {
    aboutPayment(paymentId);
    try {
      const event = { kind: 'received', money } as const;
      const { recorded } = await this.settlement.apply(paymentId, attempt, event, 'webhook');
      return recorded !== null;
    } catch (error) {
      // It was counted for another payment meanwhile.
      if (error instanceof ReceiptTaken) return false;
      throw error;
    }
  }

  private async completeClaimed(receipt: ReceiptToSettle, claimant: Claimant): Promise<void> {
    const { paymentId, claimedAt, status } = receipt;
    if (paymentId === null || claimedAt === null) return;
    const money = moneyOf(receipt, claimant);
    if (!money || status === 'completed') return;
    await this.completeMade(paymentId, money);
  }

  private async reverse({
    id,
    receipt,
    paymentId,
    attempt,
    reversalSettledAt,
  }: ReceiptToSettle): Promise<void> {
    if (paymentId === null || attempt === null || reversalSettledAt !== null) return;
    await this.settlement.apply(paymentId, attempt, { kind: 'reversed', receipt }, 'webhook');
    await this.receipts.noteSettledReversal(id);
  }
}

/** Null when the till has named no amount that could be read. */
export function moneyOf(
  { receipt, amountMinor, currency }: Pick<ReceiptToSettle, 'receipt' | 'amountMinor' | 'currency'>,
  by: ReceivedMoney['by'],
): ReceivedMoney | null {
  if (amountMinor === null || currency === null) return null;
  return { receipt, amount: Money.fromMinor(safeInteger(amountMinor), currency), by };
}
