import { Injectable } from '@nestjs/common';
import { KeyRing } from '../../common/crypto/key-ring.js';
import { Settings } from '../../config/settings.js';
import { ProviderRegistry } from '../../providers/provider-registry.js';
import { type Collected, CollectService } from './collect.service.js';
import { type Sale } from './sale.js';
import { type BegunPayment } from './sale.repository.js';

/** Has payment links made, and records how each call ended. */
@Injectable()
export class SendLinkService {
  constructor(
    private readonly collecting: CollectService,
    private readonly providers: ProviderRegistry,
    private readonly keyRing: KeyRing,
    private readonly settings: Settings,
  ) {}

  /** @throws ApiError as {@link CollectService.collect} */
  send(
    { request, sold, phone, ...sale }: Sale,
    { record, reference }: BegunPayment,
  ): Promise<Collected> {
    const attempt = {
      paymentId: record.id,
      number: 1,
      channel: 'link',
      what: 'create payment link',
    } as const;
    return this.collecting.collect(attempt, async (timeoutMs) => {
      const created = await this.providers.get(sale.provider).createLink(
        {
          reference,
          amount: sold.price,
          phone,
          method: request.paymentMethod,
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
