import { Inject, Injectable } from '@nestjs/common';
import { KeyRing, SealBrokenError } from '../../common/crypto/key-ring.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { ProviderAccounts } from '../../credentials/provider-accounts.js';
import { type SealedAccount } from '../../credentials/sealed-account.sql.js';
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
import { type AttemptToAsk } from './asking.repository.js';
import { belongsTo, type EventSource } from '../domain/index.js';
import { type PaymentRecord } from '../payment-record.js';
import { ProviderBackoffs } from './provider-backoffs.js';
import { SettlementService } from '../settle/index.js';

/** An attempt with the decrypted account for asking about it. */
interface Asked {
  readonly attempt: AttemptToAsk;
  readonly credentialId: number;
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
    private readonly accounts: ProviderAccounts,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param invoiceHints invoices that unverified events name, used while the real invoice is
   * unknown; a report about one must echo the attempt's reference
   * @param options.isUrgent whether to ask during a provider back-off, as for a waiting customer
   * @returns the payment after the last report; null when the provider does not know the attempt
   * @throws ProviderError when the provider cannot be asked
   * @throws CannotVerifyError when the account of the attempt cannot be asked, or the provider
   *   cannot look the attempt up
   */
  async ask(
    attempt: AttemptToAsk,
    source: EventSource,
    invoiceHints: readonly string[] = [],
    { isUrgent = source === 'check' }: { readonly isUrgent?: boolean } = {},
  ): Promise<PaymentRecord | null> {
    // A waiting customer's question is asked even during a back-off: these questions are few and
    // rate-limited.
    const { account: sealed } = attempt;
    if (!sealed) throw new CannotVerifyError('no_keys');
    const { credentialId } = sealed;
    const leftMs = isUrgent ? 0 : this.backoffs.leftMs(credentialId);
    if (leftMs > 0) throw new ProviderNotSent('it has asked to be left alone', leftMs);
    const asked: Asked = { attempt, credentialId, account: this.open(sealed) };
    const record = await this.takeReports(
      attempt,
      await this.reportsOf(asked, invoiceHints),
      source,
    );
    if (record) return record;
    if (!attempt.isOwnAccount) throw new CannotVerifyError('other_account');
    if (!this.canLookUp(attempt)) throw new CannotVerifyError('no_lookup');
    return null;
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
    asked: Asked,
    invoiceHints: readonly string[],
  ): Promise<readonly ProviderReport[]> {
    const { attempt } = asked;
    if (attempt.invoiceId !== null || invoiceHints.length === 0) {
      return this.canLookUp(attempt) ? this.fetchReports(asked, attempt.invoiceId) : [];
    }
    // Links are looked up by reference before any invoice.
    const isAskedFirst = attempt.channel === 'prompt' && this.canLookUp(attempt);
    const found = isAskedFirst ? await this.fetchReports(asked, null) : [];
    if (found.length > 0) return found;
    const ofOthers: ProviderReport[] = [];
    for (const invoiceId of invoiceHints) {
      const reports = await this.reportsOfHint(asked, invoiceId);
      if (reports.some((report) => belongsTo(attempt, report))) return reports;
      ofOthers.push(...reports);
    }
    return ofOthers;
  }

  /** Whether an empty answer proves that the provider knows nothing of the attempt. */
  private canLookUp({ provider, invoiceId }: AttemptToAsk): boolean {
    return invoiceId !== null || this.providers.get(provider).capabilities.lookupByReference;
  }

  private async reportsOfHint(asked: Asked, invoiceId: string): Promise<readonly ProviderReport[]> {
    try {
      return await this.fetchReports(asked, invoiceId);
    } catch (error) {
      if (error instanceof ProviderRefused && error.about === 'request') return [];
      throw error;
    }
  }

  private async fetchReports(
    { attempt, credentialId, account }: Asked,
    invoiceId: string | null,
  ): Promise<readonly ProviderReport[]> {
    const { reference, channel, ageMs } = attempt;
    const asked = { reference, channel, invoiceId, checkout: this.checkoutOf(attempt), ageMs };
    const provider = this.providers.get(attempt.provider);
    try {
      return await provider.fetchReports(asked, account, provider.timeoutMs);
    } catch (error) {
      if (error instanceof ProviderError) this.backoffs.note(credentialId, error);
      // An account may refuse to answer about an invoice that belongs to another account.
      const isUnknown = error instanceof ProviderRefused && error.about === 'request';
      if (isUnknown && attempt.isOwnAccount === false) return [];
      throw error;
    }
  }

  private open(sealed: SealedAccount): ProviderAccount {
    try {
      return this.accounts.open(sealed);
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
