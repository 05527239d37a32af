import { Injectable } from '@nestjs/common';
import { parseEastAfrican } from '../../common/phone/phone.js';
import { BeginSaleService } from './begin-sale.service.js';
import { CheckSaleService } from './check-sale.service.js';
import { type Collected } from './collect.service.js';
import { type SaleWish } from './sale.js';
import { SalesLanes } from './sales-bulkhead.js';
import { SendLinkService } from './send-link.service.js';

/** Sells a package by a link to a page on which the customer pays: check, commit, call, record. */
@Injectable()
export class StartLinkService {
  constructor(
    private readonly lanes: SalesLanes,
    private readonly checks: CheckSaleService,
    private readonly beginning: BeginSaleService,
    private readonly links: SendLinkService,
  ) {}

  /** @throws ApiError as {@link CheckSaleService.check} and {@link SendLinkService.send} */
  async start(wish: SaleWish): Promise<Collected> {
    const sale = await this.checks.check(wish, 'link', parseEastAfrican);
    const begun = await this.lanes.begin(() => this.beginning.link(sale));
    return this.links.send(sale, begun);
  }
}
