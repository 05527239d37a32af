import { Injectable } from '@nestjs/common';
import { KeyRing } from '../common/crypto/key-ring.js';
import { parseEastAfrican } from '../common/phone/phone.js';
import { Settings } from '../config/settings.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { BeginSaleService } from './begin-sale.service.js';
import { CheckSaleService } from './check-sale.service.js';
import { type Collected, CollectService } from './collect.service.js';
import { type SaleWish } from './sale.js';

/** Sells a package by a link to a page on which the customer pays: check, commit, call, record. */
@Injectable()
export class StartLinkService {
  constructor(
    private readonly checks: CheckSaleService,
    private readonly beginning: BeginSaleService,
    private readonly collecting: CollectService,
    private readonly providers: ProviderRegistry,
    private readonly keyRing: KeyRing,
    private readonly settings: Settings,
  ) {}

  /** @throws ApiError as {@link CheckSaleService.check} and {@link CollectService.collect} */
  async start(wish: SaleWish): Promise<Collected> {
    const sale = await this.checks.check(wish, 'link', parseEastAfrican);
    const { record, reference } = await this.beginning.link(sale);

    const attempt = { paymentId: record.id, number: 1, what: 'create payment link' };
    return this.collecting.collect(attempt, async (timeoutMs) => {
      const created = await this.providers.get(sale.provider).createLink(
        {
          reference,
          amount: sale.sold.price,
          phone: sale.phone,
          method: wish.paymentMethod,
          returnUrl: `${this.settings.intasend.successUrlBase}${record.id}/`,
          timeoutMs,
        },
        sale.account,
      );
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
}
