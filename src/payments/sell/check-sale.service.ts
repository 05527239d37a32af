import { Injectable } from '@nestjs/common';
import { KeyRing } from '../../common/crypto/key-ring.js';
import { Money } from '../../common/money/money.js';
import { parseEastAfrican, parseKenyanMobile } from '../../common/phone/phone.js';
import { SalesBulkhead } from '../../common/sales-bulkhead.js';
import { Metrics } from '../../metrics/metrics.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { type AttemptChannel } from '../domain/index.js';
import { openAccount } from './open-account.js';
import { paymentErrors } from '../payment-errors.js';
import { type Sale, type SaleRequest } from './sale.js';
import { SaleContextRepository } from './sale-context.repository.js';
import { SaleRepository } from './sale.repository.js';

/** What payments through this API go through. */
const PROVIDER: ProviderCode = 'instasend';

/**
 * Checks what a customer wants to buy, in the contract's order; the first failure answers. Only
 * the last one, a wrong amount, leaves a payment behind.
 */
@Injectable()
export class CheckSaleService {
  constructor(
    private readonly contexts: SaleContextRepository,
    private readonly sales: SaleRepository,
    private readonly bulkhead: SalesBulkhead,
    private readonly keyRing: KeyRing,
    private readonly metrics: Metrics,
  ) {}

  /** @throws ApiError the refusal of the first check that fails */
  async check(request: SaleRequest, channel: AttemptChannel): Promise<Sale> {
    // A prompt needs M-Pesa, and M-Pesa a Kenyan mobile number.
    const parsePhone = channel === 'prompt' ? parseKenyanMobile : parseEastAfrican;
    const phone = parsePhone(request.phoneNumber);
    if (!phone) throw paymentErrors.phoneInvalid();

    const context = await this.contexts.find(request, PROVIDER);
    if (context.routerId === null) throw routerNotFound();
    if (!context.package) throw paymentErrors.packageNotOnSale();
    if (!context.credential) throw paymentErrors.credentialsMissing();

    const { priceMinor, currency, ...terms } = context.package;
    const sale: Sale = {
      request,
      phone,
      sold: { ...terms, price: Money.fromMinor(priceMinor, currency) },
      provider: PROVIDER,
      credentialId: context.credential.id,
      credentialVersion: context.credential.version,
      account: openAccount(this.keyRing, context.credential),
    };
    if (channel === 'prompt' && !sale.sold.price.isWhole) {
      throw paymentErrors.priceHasCents(sale.sold.price);
    }
    await this.refuseOtherAmount(sale, channel);
    return sale;
  }

  private async refuseOtherAmount(sale: Sale, channel: AttemptChannel): Promise<void> {
    const { price } = sale.sold;
    if (sale.request.amount.equals(price)) return;
    const { message } = paymentErrors.amountMismatch(price, '');
    const refused = await this.bulkhead.run('commit', () =>
      this.sales.insertRefused(sale, channel, message),
    );
    this.metrics.paymentChanged('amount_refused', null, refused.status, 'request');
    throw paymentErrors.amountMismatch(price, refused.id);
  }
}
