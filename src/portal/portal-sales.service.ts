import { Injectable } from '@nestjs/common';
import { BackgroundWork } from '../common/background-work.js';
import { sha256Hex } from '../common/crypto/hash.js';
import { Secret } from '../common/crypto/secret.js';
import { ApiError } from '../common/errors/api-error.js';
import { Money } from '../common/money/money.js';
import { isOpen, retryRefusal } from '../payments/domain/index.js';
import { type PaymentRecord } from '../payments/payment-record.js';
import { ReadPaymentsService } from '../payments/read/index.js';
import { CheckStatusService } from '../payments/reconcile/index.js';
import {
  PROMPT_OUT_SECONDS,
  type SaleRequest,
  SellService,
  type EarlierSale,
  type SentAttempt,
} from '../payments/sell/index.js';
import { PortalLimits } from '../rate-limits/portal-limits.js';
import { EarlierSales } from './earlier-sales.service.js';
import { failureOf } from './payment-failure.js';
import { isUnknown } from './payment-page.js';
import { claimOf, isBegunWith } from './portal-claims.js';
import { problemOf } from './portal-problems.js';
import { type PortalSession, type SessionSale } from './portal-session.js';
import { type Visit } from './portal-visits.service.js';

/** What a customer has chosen on the page that asks for the phone number. */
export interface Choice {
  readonly packageId: number;
  readonly price: Money;
  readonly phone: string;
  /** What tells this form apart from others of the session. */
  readonly form: string;
}

/** A sale that was not begun, with the reason for the customer. */
export class SaleRefused extends Error {
  override readonly name = 'SaleRefused';

  /** @param session the session with the problem in it */
  constructor(
    readonly session: PortalSession,
    readonly isAboutPhone: boolean,
  ) {
    super('The sale was refused');
  }
}

/** Sells through the use cases of the API, and keeps what came of it in the session. */
@Injectable()
export class PortalSalesService {
  constructor(
    private readonly sales: SellService,
    private readonly checks: CheckStatusService,
    private readonly payments: ReadPaymentsService,
    private readonly earlier: EarlierSales,
    private readonly limits: PortalLimits,
    private readonly background: BackgroundWork,
  ) {}

  /**
   * Sells by a prompt. A second tap gets the payment of the first.
   * @returns the session with the payment
   * @throws SaleRefused, and ApiError for what no customer can do anything about
   */
  async buy(visit: Visit, choice: Choice): Promise<PortalSession> {
    const earlierClaim = await this.earlier.claim(visit.session);
    const begun = await this.earlier.begunBy(visit.session, choice.phone, [choice.form]);
    return begun
      ? withBegun({ ...visit.session, earlierClaim }, begun)
      : this.prompt(visit, choice, earlierClaim);
  }

  /**
   * Prompts again for the payment of the session, after its provider was asked about the prompt before.
   * A payment that was paid meanwhile, or whose prompt can still be answered, is left alone.
   * @throws as {@link buy}
   */
  async again(visit: Visit): Promise<PortalSession> {
    const settled = await this.settledSale(visit);
    if (!settled) return visit.session;
    const { record, sale, begun } = settled;
    if (begun) return withBegun(visit.session, begun);
    if (isUnconfirmed(record) && retryRefusal(record) !== null) return visit.session;
    if (record.status === 'failed' && retryRefusal(record) === null) {
      return this.retry(visit, record, sale);
    }
    return this.prompt(
      visit,
      this.sameChoice(record, againForm(record)),
      visit.session.earlierClaim,
    );
  }

  /** Sells what the payment of the session was about by a link. @throws as {@link buy} */
  async link(visit: Visit): Promise<PortalSession> {
    const settled = await this.settledSale(visit);
    if (!settled) return visit.session;
    const { record, begun } = settled;
    if (begun) return withBegun(visit.session, begun);
    if (isUnconfirmed(record)) return visit.session;
    const choice = this.sameChoice(record, linkForm(record));
    const { earlierClaim } = visit.session;
    const claim = claimOf(visit.session, choice.form);
    return this.attempt(visit, claim, earlierClaim, () =>
      this.sales.link(this.requestOf(visit, choice, claim, earlierClaim)),
    );
  }

  /**
   * The payment of a session, as its provider says that it is.
   * @returns null when nothing may be sent for it: it is paid, under review, or its prompt is out
   */
  private async settledSale({ session, now }: Visit): Promise<SettledSale | null> {
    const { sale, userId } = session;
    if (!sale?.claim) return null;
    const stored = await this.payments.getOwned(userId, sale.paymentId);
    const { record, isStale } = await this.checks.check(userId, stored.id, stored.paymentProvider);
    if (record.status === 'completed' || record.reviewReason !== null) return null;
    const isTooEarly =
      isOpen(record.status) && (isStale || isUnknown(record, now) || !isPromptOver(sale, now));
    if (isTooEarly) return null;
    const forms = [againForm(record), linkForm(record)];
    return { record, sale, begun: await this.earlier.begunBy(session, record.phoneE164, forms) };
  }

  private prompt(
    visit: Visit,
    choice: Choice,
    earlierClaim: Secret | null,
  ): Promise<PortalSession> {
    const claim = claimOf(visit.session, choice.form);
    return this.attempt(visit, claim, earlierClaim, () =>
      this.sales.prompt(this.requestOf(visit, choice, claim, earlierClaim)),
    );
  }

  private retry(visit: Visit, record: PaymentRecord, sale: SessionSale): Promise<PortalSession> {
    const { userId, earlierClaim } = visit.session;
    return this.attempt(visit, sale.claim, earlierClaim, () =>
      this.sales.retry(userId, record.id, record.paymentProvider),
    );
  }

  private async attempt(
    visit: Visit,
    claim: Secret | null,
    earlierClaim: Secret | null,
    sell: () => Promise<SentAttempt | EarlierSale>,
  ): Promise<PortalSession> {
    const { session, now, address } = visit;
    const { userId, routerId, macAddress, secret } = session;
    const withEarlier = { ...session, earlierClaim };
    try {
      await this.limits.countPortalSale(userId, routerId, sha256Hex(secret.reveal()));
      await this.limits.countSale(userId, macAddress, address);
      const { record, outcome } = await this.background.finish(sell);
      const isOwn = claim !== null && isBegunWith(claim, record);
      const begunAt = outcome === 'already_sent' ? record.createdAt : now;
      return withSale(withEarlier, record.id, isOwn ? claim : null, begunAt);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.afterRefusal(visit, withEarlier, claim, error);
    }
  }

  /** An error about a payment leaves the payment to look at. */
  private afterRefusal(
    { now }: Visit,
    session: PortalSession,
    claim: Secret | null,
    error: ApiError,
  ): PortalSession {
    const { paymentId, fields } = error.details;
    const problem = problemOf(error, now, 'too_many_prompts');
    if (paymentId !== undefined && claim !== null) {
      return { ...withSale(session, paymentId, claim, now), problem };
    }
    const isAboutPhone = fields !== undefined && 'phone_number' in fields;
    if (problem === null && !isAboutPhone) throw error;
    throw new SaleRefused({ ...session, problem }, isAboutPhone);
  }

  private sameChoice(record: PaymentRecord, form: string): Choice {
    return {
      packageId: record.packageId,
      price: Money.fromMinor(record.amountMinor, record.currency),
      phone: record.phoneNumber,
      form,
    };
  }

  private requestOf(
    { session }: Visit,
    { packageId, price, phone }: Choice,
    claim: Secret,
    earlierClaim: Secret | null,
  ): SaleRequest {
    const { userId, routerId, macAddress, ipAddress } = session;
    return {
      ...{ userId, routerId, packageId, macAddress, ipAddress, claim },
      provider: null,
      phoneNumber: phone,
      amount: price,
      paymentMethod: 'mpesa',
      earlierClaimHash: earlierClaim && sha256Hex(earlierClaim.reveal()),
    };
  }
}

/** A payment for which something may be sent. */
interface SettledSale {
  readonly record: PaymentRecord;
  readonly sale: SessionSale;
  /** The payment that its page has begun in its place; null: none. */
  readonly begun: SessionSale | null;
}

/** Whether it may have been paid, which only a retry asks about before it prompts. */
const isUnconfirmed = (record: PaymentRecord): boolean =>
  record.status === 'failed' && failureOf(record) === 'not_confirmed';
const againForm = ({ id }: PaymentRecord): string => `again ${id}`;
const linkForm = ({ id }: PaymentRecord): string => `link ${id}`;

/** Until when the prompt of a sale can be answered. */
export const answerBy = ({ begunAt }: SessionSale): Date =>
  new Date(begunAt.getTime() + PROMPT_OUT_SECONDS * 1_000);

/** Whether another prompt may be sent, because that of a sale is old. */
export const isPromptOver = (sale: SessionSale, now: Date): boolean => answerBy(sale) <= now;

/** A session with a payment lasts longer from now on. */
export const withSale = (
  session: PortalSession,
  paymentId: string,
  claim: Secret | null,
  begunAt: Date,
): PortalSession => ({
  ...session,
  startedAt: begunAt > session.startedAt ? begunAt : session.startedAt,
  sale: { paymentId, claim, begunAt },
  access: null,
  problem: null,
});

const withBegun = (
  session: PortalSession,
  { paymentId, claim, begunAt }: SessionSale,
): PortalSession => withSale(session, paymentId, claim, begunAt);
