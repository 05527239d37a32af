import { Inject, Injectable } from '@nestjs/common';
import { KeyRing, SealBrokenError } from '../../common/crypto/key-ring.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Settings } from '../../config/settings.js';
import {
  type AskedAttempt,
  type ProviderAccount,
  type ProviderReport,
} from '../../providers/payment-provider.js';
import {
  ProviderError,
  ProviderNotSent,
  ProviderRefused,
} from '../../providers/provider-errors.js';
import { ProviderRegistry } from '../../providers/provider-registry.js';
import { CannotVerifyError } from './cannot-verify.error.js';
import { type AttemptToAsk, type SealedKeys } from './asking.repository.js';
import { belongsTo, type EventSource } from '../domain/index.js';
import { type PaymentRecord } from '../payment-record.js';
import { ProviderBackoffs } from './provider-backoffs.js';
import { SettlementService } from '../settle/index.js';

/** An attempt with the decrypted keys for asking about it. */
interface Asked extends AttemptToAsk {
  readonly account: ProviderAccount;
}

/** Asks a provider about an attempt, and applies each report in its answer. */
@Injectable()
export class AskProviderService {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly settlement: SettlementService,
    private readonly backoffs: ProviderBackoffs,
    private readonly keyRing: KeyRing,
    private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param invoiceHints invoices that unverified events name, used while the real invoice is
   * unknown; a report about one must echo the attempt's reference
   * @param options.isUrgent whether to ask during a provider back-off, as for a waiting customer
   * @returns the payment after the last report; null when the provider does not know the attempt
   * @throws ProviderError when the provider cannot be asked
   * @throws CannotVerifyError when the account of the attempt cannot be asked
   */
  async ask(
    attempt: AttemptToAsk,
    source: EventSource,
    invoiceHints: readonly string[] = [],
    { isUrgent = source === 'check' }: { readonly isUrgent?: boolean } = {},
  ): Promise<PaymentRecord | null> {
    // A waiting customer's question is asked even during a back-off: these questions are few and
    // rate-limited.
    const { keys } = attempt;
    if (!keys) throw new CannotVerifyError('no_keys');
    const leftMs = isUrgent ? 0 : this.backoffs.leftMs(keys.credentialId);
    if (leftMs > 0) throw new ProviderNotSent('it has asked to be left alone', leftMs);
    const asked: Asked = { ...attempt, account: this.accountOf(attempt, keys) };
    const record = await this.takeReports(
      attempt,
      await this.reportsOf(asked, invoiceHints),
      source,
    );
    if (!record && !keys.areOwn) throw new CannotVerifyError('other_account');
    return record;
  }

  private async takeReports(
    attempt: AttemptToAsk,
    reports: readonly ProviderReport[],
    source: EventSource,
  ): Promise<PaymentRecord | null> {
    let record: PaymentRecord | null = null;
    for (const report of reports) {
      if (!belongsTo(attempt, report)) {
        this.logger.warn(
          { security: true, paymentId: attempt.paymentId, invoiceId: report.invoiceId },
          'an invoice of another reference was offered for a payment',
        );
        continue;
      }
      const event = { kind: 'report', report } as const;
      ({ record } = await this.settlement.apply(attempt.paymentId, attempt.number, event, source));
    }
    return record;
  }

  /**
   * Hints come second, because a forged invoice must not hide the real one. That the provider does
   * not know a hint is an answer too.
   */
  private async reportsOf(
    attempt: Asked,
    invoiceHints: readonly string[],
  ): Promise<readonly ProviderReport[]> {
    if (attempt.invoiceId !== null || invoiceHints.length === 0) {
      return this.fetchReports(attempt, attempt.invoiceId);
    }
    // Links are looked up by reference before any invoice.
    const found = attempt.channel === 'prompt' ? await this.fetchReports(attempt, null) : [];
    if (found.length > 0) return found;
    const ofOthers: ProviderReport[] = [];
    for (const invoiceId of invoiceHints) {
      const reports = await this.reportsOfHint(attempt, invoiceId);
      if (reports.some((report) => belongsTo(attempt, report))) return reports;
      ofOthers.push(...reports);
    }
    return ofOthers;
  }

  private async reportsOfHint(
    attempt: Asked,
    invoiceId: string,
  ): Promise<readonly ProviderReport[]> {
    try {
      return await this.fetchReports(attempt, invoiceId);
    } catch (error) {
      if (error instanceof ProviderRefused && error.about === 'request') return [];
      throw error;
    }
  }

  private async fetchReports(
    attempt: Asked,
    invoiceId: string | null,
  ): Promise<readonly ProviderReport[]> {
    const { reference, channel, ageMs, account, keys } = attempt;
    const asked = { reference, channel, invoiceId, checkout: this.checkoutOf(attempt), ageMs };
    try {
      return await this.providers
        .get(attempt.provider)
        .fetchReports(asked, account, this.settings.intasend.timeoutMs);
    } catch (error) {
      if (keys && error instanceof ProviderError) this.backoffs.note(keys.credentialId, error);
      // An account may refuse to answer about an invoice that belongs to another account.
      const isUnknown = error instanceof ProviderRefused && error.about === 'request';
      if (isUnknown && keys?.areOwn === false) return [];
      throw error;
    }
  }

  private accountOf(
    { environment }: AttemptToAsk,
    { apiKey, privateKeySealed }: SealedKeys,
  ): ProviderAccount {
    try {
      const privateKey = this.keyRing.open(privateKeySealed);
      return { environment, publishableKey: apiKey, privateKey };
    } catch (error) {
      if (!(error instanceof SealBrokenError)) throw error;
      throw new CannotVerifyError('keys_unreadable', { cause: error });
    }
  }

  /** Without its signature the checkout is not asked about; the other questions still are. */
  private checkoutOf({
    channel,
    paymentId,
    providerPaymentId: id,
    linkSignatureSealed: sealed,
  }: AttemptToAsk): AskedAttempt['checkout'] {
    if (channel !== 'link' || id === null || sealed === null) return null;
    try {
      return { id, signature: this.keyRing.open(sealed) };
    } catch (error) {
      if (!(error instanceof SealBrokenError)) throw error;
      this.logger.error({ err: error, paymentId }, 'a sealed link signature does not open');
      return null;
    }
  }
}
