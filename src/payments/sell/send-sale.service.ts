import { Injectable } from '@nestjs/common';
import { ApiError } from '../../common/errors/api-error.js';
import { KeyRing } from '../../common/crypto/key-ring.js';
import { Money } from '../../common/money/money.js';
import { SalesBulkhead } from '../../common/sales-bulkhead.js';
import { Settings } from '../../config/settings.js';
import { callbackUrlOf } from '../../providers/callback-url.js';
import {
  ProviderNotSent,
  ProviderOutcomeUnknown,
  ProviderRefused,
} from '../../providers/provider-errors.js';
import { ProviderRegistry } from '../../providers/provider-registry.js';
import { PromptLimit } from '../../rate-limits/prompt-limit.js';
import { type Acceptance, type AttemptChannel, type PaymentEvent } from '../domain/index.js';
import { paymentErrors } from '../payment-errors.js';
import { type PaymentRecord } from '../payment-record.js';
import { type Settled, SettlementService } from '../settle/index.js';
import { type CommittedAttempt, type Payer, type SentAttempt } from './sale.js';

/** The name of the call in error messages. */
const WHAT: Readonly<Record<AttemptChannel, string>> = {
  prompt: 'initiate STK push',
  link: 'create payment link',
};

/** The answer of a sale when the provider surely was not reached: another one may be. */
export class NothingSent extends ApiError {}

/**
 * Calls the provider for a committed attempt, and records the outcome. No transaction is open
 * during the call. A crash in between leaves the attempt `sending`, which counts as unknown.
 */
@Injectable()
export class SendSaleService {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly settlement: SettlementService,
    private readonly bulkhead: SalesBulkhead,
    private readonly promptLimit: PromptLimit,
    private readonly keyRing: KeyRing,
    private readonly settings: Settings,
  ) {}

  /**
   * @throws ApiError 400 refused, 502 keys refused, 503 surely not sent; each with the payment's id,
   *   and with the claim of a new payment, because it is the first answer then
   */
  async send(attempt: CommittedAttempt, payer: Payer): Promise<SentAttempt> {
    try {
      const acceptance = await this.call(attempt, payer);
      const { record } = await this.record(attempt, { kind: 'accepted', acceptance });
      return { outcome: 'accepted', record };
    } catch (error) {
      return this.recordFailure(attempt, error);
    }
  }

  private call(
    { record, reference }: CommittedAttempt,
    { phone, account }: Payer,
  ): Promise<Acceptance> {
    const amount = Money.fromMinor(record.amountMinor, record.currency);
    const callbackUrl = callbackUrlOf(this.settings, record.paymentProvider);
    return this.providers.callOnce(record.paymentProvider, async (provider, timeoutMs) => {
      const request = { reference, amount, phone, callbackUrl, timeoutMs };
      if (record.channel === 'prompt') {
        const accepted = await provider.prompt(request, account);
        return { ...accepted, paymentUrl: null, linkSignatureSealed: null };
      }
      const method = record.paymentMethod;
      const returnUrl = `${this.settings.returnPages.successUrlBase}${record.id}/`;
      const created = await provider.createLink({ ...request, method, returnUrl }, account);
      return {
        providerPaymentId: created.providerPaymentId,
        invoiceId: null,
        state: created.state,
        paymentUrl: created.url,
        linkSignatureSealed:
          created.signature === null ? null : this.keyRing.seal(created.signature),
      };
    });
  }

  private async recordFailure(attempt: CommittedAttempt, error: unknown): Promise<SentAttempt> {
    const { claim, record: sold } = attempt;
    const { id, channel, paymentProvider: provider } = sold;
    if (error instanceof ProviderOutcomeUnknown) {
      const event = { kind: 'outcome_unknown', reason: error.reason } as const;
      return { outcome: 'unknown', record: (await this.record(attempt, event)).record };
    }
    if (error instanceof ProviderNotSent) {
      const record = await this.recordUndelivered(attempt, {
        kind: 'not_sent',
        reason: error.reason,
      });
      if (record.status !== 'failed') return { outcome: 'unknown', record };
      const { retryAfterMs } = error;
      const answer = paymentErrors.providerUnreachable(provider, id, retryAfterMs, error, claim);
      throw new NothingSent(answer.status, answer.code, answer.message, answer.details);
    }
    if (error instanceof ProviderRefused) {
      const record = await this.recordUndelivered(attempt, {
        kind: 'refused',
        ...{ reason: error.reason, about: error.about },
      });
      if (record.status !== 'failed') return { outcome: 'unknown', record };
      throw error.about === 'credentials'
        ? paymentErrors.credentialsRefused(provider, id, error, claim)
        : paymentErrors.refused(WHAT[channel], error.reason, id, claim);
    }
    // Our own error: the attempt stays `sending`, which counts as unknown.
    throw error;
  }

  private async recordUndelivered(
    attempt: CommittedAttempt,
    event: Extract<PaymentEvent, { kind: 'not_sent' | 'refused' }>,
  ): Promise<PaymentRecord> {
    const { record, recorded } = await this.record(attempt, event);
    // A prompt that surely did not reach the phone does not count against the phone's limit.
    if (recorded !== null && attempt.record.channel === 'prompt') {
      await this.promptLimit.refund(record.phoneE164);
    }
    return record;
  }

  private record({ record }: CommittedAttempt, event: PaymentEvent): Promise<Settled> {
    const number = record.retryCount + 1;
    return this.bulkhead.run('record', () =>
      this.settlement.apply(record.id, number, event, 'provider'),
    );
  }
}
