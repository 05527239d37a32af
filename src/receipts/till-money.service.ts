import { Injectable } from '@nestjs/common';
import { type TillTransaction } from '../providers/payment-provider.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';
import { ReceiptsRepository } from './receipts.repository.js';

/** The account whose till has reported a transaction, which its webhook has proved. */
export interface ReportingAccount {
  readonly userId: number;
  readonly provider: ProviderCode;
  readonly environment: ProviderEnvironment;
  readonly credentialId: number;
  readonly credentialVersion: number;
}

/** Takes transactions that tills report by themselves. */
@Injectable()
export class TillMoneyService {
  constructor(private readonly receipts: ReceiptsRepository) {}

  /**
   * Stores a transaction, with the job that settles what follows from it. The same money is stored
   * once, however often it is reported.
   */
  async take(account: ReportingAccount, transaction: TillTransaction): Promise<void> {
    const { type, till, amount, receipt, phone, at } = transaction;
    await this.receipts.take({
      ...account,
      receipt: receipt.toUpperCase(),
      state: type === 'reversed' ? 'reversed' : 'waiting',
      till,
      amountMinor: amount === null ? null : String(amount.minor),
      currency: amount?.currency ?? null,
      phoneE164: phone?.e164 ?? null,
      paidAt: at,
    });
  }
}
