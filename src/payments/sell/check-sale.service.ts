import { Injectable } from '@nestjs/common';
import { Money } from '../../common/money/money.js';
import { parseEastAfrican, parseKenyanMobile } from '../../common/phone/phone.js';
import { SalesBulkhead } from '../../common/sales-bulkhead.js';
import { ProviderAccounts } from '../../credentials/provider-accounts.js';
import { Metrics } from '../../metrics/metrics.js';
import { ProviderRegistry } from '../../providers/provider-registry.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { type AttemptChannel } from '../domain/index.js';
import { paymentErrors } from '../payment-errors.js';
import { type Sale, type SaleRequest } from './sale.js';
import { SaleContextRepository } from './sale-context.repository.js';
import { SaleRepository } from './sale.repository.js';

/**
 * Checks a sale request, in the order of the API contract. The first failed check decides the
 * error. Only the last one, a wrong amount, stores a failed payment.
 */
@Injectable()
export class CheckSaleService {
  constructor(
    private readonly contexts: SaleContextRepository,
    private readonly sales: SaleRepository,
    private readonly bulkhead: SalesBulkhead,
    private readonly accounts: ProviderAccounts,
    private readonly providers: ProviderRegistry,
    private readonly metrics: Metrics,
  ) {}

  /** @throws ApiError the error of the first failed check */
  async check(request: SaleRequest, channel: AttemptChannel): Promise<Sale> {
    // A prompt needs M-Pesa, which needs a Kenyan mobile number.
    const parsePhone = channel === 'prompt' ? parseKenyanMobile : parseEastAfrican;
    const phone = parsePhone(request.phoneNumber);
    if (!phone) throw paymentErrors.phoneInvalid();

    const context = await this.contexts.find(request, this.providers.codes);
    if (context.routerId === null) throw routerNotFound();
    if (!context.package) throw paymentErrors.packageNotOnSale();
    if (!context.credential) {
      throw request.provider === null
        ? paymentErrors.noCredentials()
        : paymentErrors.credentialsMissing(request.provider);
    }
    const { provider } = context.credential;

    if (channel === 'link') {
      const { links, methods } = this.providers.get(provider).capabilities;
      const isOffered = links && methods.includes(request.paymentMethod);
      if (!isOffered) throw paymentErrors.methodNotOffered(provider);
    }

    const { priceMinor, currency, ...terms } = context.package;
    const sale: Sale = {
      request: { ...request, provider },
      phone,
      sold: { ...terms, price: Money.fromMinor(priceMinor, currency) },
      credentialId: context.credential.credentialId,
      credentialVersion: context.credential.version,
      account: this.accounts.openForRequest(context.credential),
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
    const { record, claim } = await this.bulkhead.run('commit', () =>
      this.sales.insertRefused(sale, channel, message),
    );
    this.metrics.paymentChanged('amount_refused', null, record.status, 'request');
    throw paymentErrors.amountMismatch(price, record.id, claim);
  }
}
