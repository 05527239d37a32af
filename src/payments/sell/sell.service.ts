import { Injectable } from '@nestjs/common';
import { SalesBulkhead } from '../../common/sales-bulkhead.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { ApiError } from '../../common/errors/api-error.js';
import { CheckRetryService } from './check-retry.service.js';
import { CheckSaleService } from './check-sale.service.js';
import { CommitSaleService } from './commit-sale.service.js';
import {
  type CommittedSale,
  type EarlierSale,
  type Sale,
  type SaleRequest,
  type SentAttempt,
  type SentSale,
} from './sale.js';
import { FallbackService } from './fallback.service.js';
import { NothingSent, SendSaleService } from './send-sale.service.js';

/** Sells a package: checks the sale, commits its attempt, and sends it to the provider. */
@Injectable()
export class SellService {
  constructor(
    private readonly checks: CheckSaleService,
    private readonly retryChecks: CheckRetryService,
    private readonly bulkhead: SalesBulkhead,
    private readonly commits: CommitSaleService,
    private readonly sending: SendSaleService,
    private readonly fallbacks: FallbackService,
  ) {}

  /**
   * Sells by a prompt on the customer's phone. A double tap returns the payment of the first tap
   * and sends nothing. A prompt that surely was not sent goes through another provider, if the
   * request does not insist on one.
   * @throws ApiError as {@link CheckSaleService.check}, {@link CommitSaleService.prompt} and {@link
   * SendSaleService.send}
   */
  async prompt(request: SaleRequest): Promise<SentSale | EarlierSale> {
    const sale = await this.checks.check(request, 'prompt');
    const committed = await this.bulkhead.run('commit', () => this.commits.prompt(sale));
    if ('earlier' in committed) return { outcome: 'already_sent', record: committed.earlier };
    try {
      return { ...(await this.sending.send(committed, sale)), claim: committed.claim };
    } catch (error) {
      if (!(error instanceof NothingSent) || request.provider !== null) throw error;
      return this.promptOtherwise(sale, committed, error);
    }
  }

  /**
   * Prompts through another provider, with another attempt of the same payment.
   * @throws NothingSent the error of the first attempt, when there is no other provider or the payment
   *   cannot have another attempt any more
   */
  private async promptOtherwise(
    sale: Sale,
    { record, claim }: CommittedSale,
    error: NothingSent,
  ): Promise<SentSale> {
    const other = await this.fallbacks.accountFor(sale);
    if (!other) throw error;
    const { userId, id: paymentId } = record;
    const retry = { userId, paymentId, phone: sale.phone, ...other };
    const committed = await this.bulkhead
      .run('commit', () => this.commits.retry(retry))
      .catch((refusal: unknown) => {
        // Something was reported about the payment meanwhile, or another request prompts this phone.
        throw refusal instanceof ApiError ? error : refusal;
      });
    return { ...(await this.sending.send({ ...committed, claim }, retry)), claim };
  }

  /**
   * Sells by a link to a page on which the customer pays.
   * @throws ApiError as {@link CheckSaleService.check}, {@link CommitSaleService.link} and
   *   {@link SendSaleService.send}
   */
  async link(request: SaleRequest): Promise<SentSale> {
    const sale = await this.checks.check(request, 'link');
    const committed = await this.bulkhead.run('commit', () => this.commits.link(sale));
    return { ...(await this.sending.send(committed, sale)), claim: committed.claim };
  }

  /**
   * Prompts again for a failed payment, with a new attempt.
   * @param provider the provider that the payment must have; null: any
   * @throws ApiError as {@link CheckRetryService.check}, {@link CommitSaleService.retry} and {@link
   * SendSaleService.send}
   */
  async retry(
    userId: number,
    paymentId: string,
    provider: ProviderCode | null,
  ): Promise<SentAttempt> {
    const retry = await this.retryChecks.check(userId, paymentId, provider);
    const committed = await this.bulkhead.run('commit', () => this.commits.retry(retry));
    return this.sending.send(committed, retry);
  }
}
