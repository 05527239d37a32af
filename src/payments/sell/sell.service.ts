import { Injectable } from '@nestjs/common';
import { SalesBulkhead } from '../../common/sales-bulkhead.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { CheckRetryService } from './check-retry.service.js';
import { CheckSaleService } from './check-sale.service.js';
import { CommitSaleService } from './commit-sale.service.js';
import { type EarlierSale, type SaleRequest, type SentAttempt, type SentSale } from './sale.js';
import { SendSaleService } from './send-sale.service.js';

/** Sells a package: checks the sale, commits its attempt, and sends it to the provider. */
@Injectable()
export class SellService {
  constructor(
    private readonly checks: CheckSaleService,
    private readonly retryChecks: CheckRetryService,
    private readonly bulkhead: SalesBulkhead,
    private readonly commits: CommitSaleService,
    private readonly sending: SendSaleService,
  ) {}

  /**
   * Sells by a prompt on the customer's phone. A double tap returns the payment of the first tap
   * and sends nothing.
   * @throws ApiError as {@link CheckSaleService.check}, {@link CommitSaleService.prompt} and {@link
   * SendSaleService.send}
   */
  async prompt(request: SaleRequest): Promise<SentSale | EarlierSale> {
    const sale = await this.checks.check(request, 'prompt');
    const committed = await this.bulkhead.run('commit', () => this.commits.prompt(sale));
    if ('earlier' in committed) return { outcome: 'already_sent', record: committed.earlier };
    return { ...(await this.sending.send(committed, sale)), claim: committed.claim };
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
   * @param provider the provider that the payment must have
   * @throws ApiError as {@link CheckRetryService.check}, {@link CommitSaleService.retry} and {@link
   * SendSaleService.send}
   */
  async retry(userId: number, paymentId: string, provider: ProviderCode): Promise<SentAttempt> {
    const retry = await this.retryChecks.check(userId, paymentId, provider);
    const committed = await this.bulkhead.run('commit', () => this.commits.retry(retry));
    return this.sending.send(committed, retry);
  }
}
