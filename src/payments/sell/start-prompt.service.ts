import { Injectable } from '@nestjs/common';
import { parseKenyanMobile } from '../../common/phone/phone.js';
import { BeginSaleService } from './begin-sale.service.js';
import { CheckSaleService } from './check-sale.service.js';
import { type Collected } from './collect.service.js';
import { type PaymentRecord } from '../payment-record.js';
import { type Sale, type SaleRequest } from './sale.js';
import { type BegunPayment, SaleRepository } from './sale.repository.js';
import { SalesBulkhead } from './sales-bulkhead.js';
import { SendPromptService } from './send-prompt.service.js';

/** What became of a request to be prompted. `already_sent`: an earlier prompt is still out. */
export type PromptStarted =
  Collected | { readonly outcome: 'already_sent'; readonly record: PaymentRecord };

const MAX_TRIES_FOR_THE_SLOT = 3;

/**
 * Sells a package by a prompt on the customer's phone: check, commit, call, record.
 * A double tap finds the first tap's payment and sends nothing.
 */
@Injectable()
export class StartPromptService {
  constructor(
    private readonly checks: CheckSaleService,
    private readonly beginning: BeginSaleService,
    private readonly sales: SaleRepository,
    private readonly bulkhead: SalesBulkhead,
    private readonly prompts: SendPromptService,
  ) {}

  /**
   * @throws ApiError as {@link CheckSaleService.check} and {@link SendPromptService.send}, and 429
   *   when the phone has had too many prompts
   */
  async start(request: SaleRequest): Promise<PromptStarted> {
    // A prompt needs M-Pesa, and M-Pesa a Kenyan mobile number.
    const sale = await this.checks.check(request, 'prompt', parseKenyanMobile);
    const begun = await this.bulkhead.begin(() => this.begin(sale));
    if ('earlier' in begun) return { outcome: 'already_sent', record: begun.earlier };
    const { record, reference } = begun;
    return this.prompts.send({
      paymentId: record.id,
      number: 1,
      reference,
      amount: sale.sold.price,
      phone: sale.phone,
      provider: sale.provider,
      account: sale.account,
    });
  }

  private async begin(sale: Sale): Promise<BegunPayment | { readonly earlier: PaymentRecord }> {
    // Between losing the slot and reading its payment, that payment may end and free it again.
    for (let tries = 0; tries < MAX_TRIES_FOR_THE_SLOT; tries += 1) {
      const begun = await this.beginning.prompt(sale);
      if (begun) return begun;
      const earlier = await this.sales.findPromptOut(sale);
      // One that has failed meanwhile has freed its slot; one that was paid is the answer.
      if (earlier && earlier.status !== 'failed') return { earlier };
    }
    throw new Error('A prompt slot was neither to be had nor to be read');
  }
}
