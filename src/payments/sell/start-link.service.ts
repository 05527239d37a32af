import { Injectable } from '@nestjs/common';
import { parseEastAfrican } from '../../common/phone/phone.js';
import { BeginSaleService } from './begin-sale.service.js';
import { CheckSaleService } from './check-sale.service.js';
import { type Collected } from './collect.service.js';
import { type SaleRequest } from './sale.js';
import { SalesBulkhead } from './sales-bulkhead.js';
import { SendLinkService } from './send-link.service.js';

/** Sells a package by a link to a page on which the customer pays: check, commit, call, record. */
@Injectable()
export class StartLinkService {
  constructor(
    private readonly bulkhead: SalesBulkhead,
    private readonly checks: CheckSaleService,
    private readonly beginning: BeginSaleService,
    private readonly links: SendLinkService,
  ) {}

  /** @throws ApiError as {@link CheckSaleService.check} and {@link SendLinkService.send} */
  async start(request: SaleRequest): Promise<Collected> {
    const sale = await this.checks.check(request, 'link', parseEastAfrican);
    const begun = await this.bulkhead.begin(() => this.beginning.link(sale));
    return this.links.send(sale, begun);
  }
}
