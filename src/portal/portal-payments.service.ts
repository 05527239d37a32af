import { Injectable } from '@nestjs/common';
import { type Page } from '#portal';
import { aboutPayment } from '../common/http/request-context.js';
import { SalesBulkhead } from '../common/sales-bulkhead.js';
import { isOpen } from '../payments/domain/index.js';
import { type PaymentRecord } from '../payments/payment-record.js';
import { PaymentViews, ReadPaymentsService } from '../payments/read/index.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { PaymentQuestions } from './payment-questions.js';
import { paymentPage, type SeenPayment, versionOf } from './payment-page.js';
import { viewerOf } from './portal-claims.js';
import { shownProblem } from './portal-problems.js';
import { answerBy, isPromptOver } from './portal-sales.service.js';
import { type PortalSession, type SessionSale } from './portal-session.js';
import { type PortalUrls } from './portal-urls.js';

/** Shows the payment of a session to a customer who waits for it. */
@Injectable()
export class PortalPaymentsService {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly views: PaymentViews,
    private readonly questions: PaymentQuestions,
    private readonly providers: ProviderRegistry,
    private readonly salesBulkhead: SalesBulkhead,
  ) {}

  /** The page about the payment; null without one, and when there is nothing to show about it. */
  async page(session: PortalSession, urls: PortalUrls, now: Date): Promise<Page | null> {
    const seen = await this.seen(session, now, false);
    const page = seen && paymentPage(seen, session, urls);
    const { problem } = session;
    // The payment has failed for a reason that only the call to the provider told.
    const isToldBetter = problem !== null && seen?.view.record.status === 'failed';
    return isToldBetter && page?.kind === 'problem' && page.problem.kind !== 'not_confirmed'
      ? { ...page, problem: shownProblem(problem, now) }
      : page;
  }

  /** A text that changes with the page, for the page to poll; null without a payment. */
  async version(session: PortalSession, now: Date): Promise<string | null> {
    const seen = await this.seen(session, now, true);
    return seen && versionOf(seen);
  }

  /** Whether the payment can still be made, and until when its access lasts; null without one. */
  async summary(
    session: PortalSession,
  ): Promise<{ readonly isOpen: boolean; readonly runsUntil: Date | null } | null> {
    const { sale, userId } = session;
    if (!sale?.claim) return null;
    const record = await this.payments.getOwned(userId, sale.paymentId);
    const { access } = await this.views.of(record, viewerOf(session));
    const isOver = access === null || access.state === 'ended' || access.state === 'none';
    return { isOpen: isOpen(record.status), runsUntil: isOver ? null : access.endsAt };
  }

  private async seen(
    session: PortalSession,
    now: Date,
    isPolling: boolean,
  ): Promise<SeenPayment | null> {
    const { sale, userId } = session;
    if (!sale) return null;
    aboutPayment(sale.paymentId);
    this.salesBulkhead.readStarted();
    const record = await this.payments.getOwned(userId, sale.paymentId);
    if (isOpen(record.status)) this.questions.askLater(record, isPolling);
    const view = await this.views.of(record, viewerOf(session));
    return { view, ...this.facts(record, sale, now) };
  }

  private facts(record: PaymentRecord, sale: SessionSale, now: Date): Omit<SeenPayment, 'view'> {
    return {
      sale,
      isPromptOver: isPromptOver(sale, now),
      answerBy: answerBy(sale),
      offersLinks: this.providers.find(record.paymentProvider)?.capabilities.links === true,
    };
  }
}
