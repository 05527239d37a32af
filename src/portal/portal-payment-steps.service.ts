import { Injectable } from '@nestjs/common';
import { type Reply } from './portal-answers.js';
import { PortalPaymentsService } from './portal-payments.service.js';
import { PortalSalesService, SaleRefused } from './portal-sales.service.js';
import { type PortalSession } from './portal-session.js';
import { PortalVisits, type Visit } from './portal-visits.service.js';

/** The version of a page about nothing: it never changes. */
const NO_VERSION = '-';

/** The steps of a customer with a payment: wait for it, prompt again, pay by a link. */
@Injectable()
export class PortalPaymentSteps {
  constructor(
    private readonly payments: PortalPaymentsService,
    private readonly sales: PortalSalesService,
    private readonly visits: PortalVisits,
  ) {}

  async payment(visit: Visit): Promise<Reply> {
    const page = await this.payments.page(visit.session, visit.urls, visit.now);
    return page ? { page, visit } : { redirect: visit.urls.at('packages') };
  }

  async state({ session, now }: Visit): Promise<Reply> {
    return { version: (await this.payments.version(session, now)) ?? NO_VERSION };
  }

  again(visit: Visit): Promise<Reply> {
    return this.sent(visit, () => this.sales.again(visit));
  }

  link(visit: Visit): Promise<Reply> {
    return this.sent(visit, () => this.sales.link(visit));
  }

  private async sent(visit: Visit, send: () => Promise<PortalSession>): Promise<Reply> {
    try {
      const { urls } = this.visits.visitWith(visit, await send());
      return { redirect: urls.at('payment') };
    } catch (error) {
      if (!(error instanceof SaleRefused)) throw error;
      return { redirect: this.visits.visitWith(visit, error.session).urls.at('problem') };
    }
  }
}
