import { Injectable } from '@nestjs/common';
import { type AccessFoundPage, type Page } from '#portal';
import { type Secret } from '../common/crypto/secret.js';
import { type AccessProof, ReconnectService } from '../access/reconnect/reconnect.service.js';
import { LoginTicketsService } from '../access/reconnect/login-tickets.service.js';
import { type FoundChain } from '../access/reconnect/reconnect.repository.js';
import { withTicket } from './hotspot-login-url.js';
import { endedProblem, problemPage } from './payment-page.js';
import { type Reply } from './portal-answers.js';
import { viewerOf } from './portal-claims.js';
import { type PortalSession, type SessionAccess } from './portal-session.js';
import { type PortalUrls } from './portal-urls.js';
import { type Visit } from './portal-visits.service.js';
import { PaymentViews, ReadPaymentsService } from '../payments/read/index.js';

const TICKET = /^lt-[0-9a-f]{32}$/;

/** Shows access that a customer has, and takes devices to the router. */
@Injectable()
export class PortalAccessService {
  constructor(
    private readonly tickets: LoginTicketsService,
    private readonly reconnects: ReconnectService,
    private readonly payments: ReadPaymentsService,
    private readonly views: PaymentViews,
  ) {}

  /**
   * Sends the device to the login of its router, with a fresh ticket. Only a navigation is: what merely
   * looks at the address gets none.
   * @throws ApiError 404, 409 when the access has ended, 429
   */
  async connect(visit: Visit): Promise<Reply> {
    const { session, urls, isNavigation } = visit;
    const { loginUrl } = session;
    if (loginUrl === null || !isNavigation) return { redirect: urls.resume };
    const ticket = await this.ticketOf(session);
    return { redirect: ticket ? withTicket(loginUrl, ticket.reveal()) : urls.resume };
  }

  /** The page of a device that is online. */
  async connected(visit: Visit): Promise<Reply> {
    return { page: await this.connectedPage(visit.session, visit.urls), visit };
  }

  /** The page about access that was found. */
  async found(visit: Visit): Promise<Reply> {
    const page = await this.foundPage(visit.session, visit.urls, visit.now);
    return page ? { page, visit } : { redirect: visit.urls.at('packages') };
  }

  /**
   * Issues a ticket for the way to the router.
   * @returns null when the session has shown to know no access
   * @throws ApiError 404, 409 when it has ended, 429
   */
  private async ticketOf(session: PortalSession): Promise<Secret | null> {
    const { userId, sale, access, macAddress } = session;
    const device = macAddress === '' ? null : macAddress;
    if (access?.by === 'proven') {
      const { userId: owner, routerId } = session;
      const chain = await this.tickets.chainAt(owner, routerId, access.chainId);
      return (await this.tickets.issue(chain, device)).ticket;
    }
    if (!sale?.claim) return null;
    const viewer = viewerOf(session);
    return (await this.tickets.ofPayment(userId, viewer, sale.paymentId, device)).ticket;
  }

  /**
   * Attaches the device of the session to access that was bought before. A device that the router has
   * not named is not attached.
   * @returns the session with the access
   * @throws ApiError 404, 409, 429 as {@link ReconnectService.attach}
   */
  async reconnect(session: PortalSession, proof: AccessProof): Promise<PortalSession> {
    const { userId, routerId, macAddress } = session;
    const asked = { userId, routerId, proof };
    const chain = await (macAddress === ''
      ? this.reconnects.prove(asked)
      : this.reconnects.attach({ ...asked, macAddress }));
    return withAccess(session, { chainId: chain.chainId, by: 'proven' });
  }

  /** What a proof that was refused is about. */
  explain({ userId, routerId }: PortalSession, proof: AccessProof) {
    return this.reconnects.explain({ userId, routerId, proof });
  }

  /** The session of a customer who comes from the router with the ticket of the login. */
  async afterLogin(session: PortalSession, ticket: string): Promise<PortalSession> {
    if (!TICKET.test(ticket)) return session;
    const { userId, routerId } = session;
    const chain = await this.tickets.chainOf(userId, routerId, ticket);
    return chain ? withAccess(session, { chainId: chain.chainId, by: 'seen' }) : session;
  }

  /** Null without access that was found. */
  private async foundPage(
    session: PortalSession,
    urls: PortalUrls,
    now: Date,
  ): Promise<Page | null> {
    const chain = await this.chainOf(session);
    if (!chain || session.access?.by !== 'proven') return null;
    return endedPage(chain) ?? foundPage(chain, session, urls, now);
  }

  /** The page of a device that is online. */
  async connectedPage(session: PortalSession, urls: PortalUrls): Promise<Page> {
    const chain = await this.chainOf(session);
    const ended = chain && endedPage(chain);
    if (ended) return ended;
    const bought = await this.boughtBy(session);
    return {
      kind: 'connected',
      endsAt: chain?.endsAt ?? bought.endsAt,
      code: bought.code,
      buyMoreUrl: urls.at('packages'),
      live: null,
    };
  }

  private async chainOf({ userId, routerId, access }: PortalSession): Promise<FoundChain | null> {
    return access && (await this.tickets.chainAt(userId, routerId, access.chainId));
  }

  /** What the payment of a session gives, as far as the session may see it. */
  private async boughtBy(
    session: PortalSession,
  ): Promise<{ readonly endsAt: Date | null; readonly code: string | null }> {
    const { sale, userId } = session;
    if (!sale?.claim) return { endsAt: null, code: null };
    const record = await this.payments.getOwned(userId, sale.paymentId);
    const { access, showsCode } = await this.views.of(record, viewerOf(session));
    return {
      endsAt: access?.endsAt ?? null,
      code: showsCode ? (access?.code ?? null) : null,
    };
  }
}

const endedPage = ({ reason, endsAt }: FoundChain): Page | null =>
  reason === 'expired' || reason === 'revoked' || reason === 'cap'
    ? problemPage(endedProblem(reason, endsAt))
    : null;

function foundPage(
  { startsAt, endsAt }: FoundChain,
  { loginUrl }: PortalSession,
  urls: PortalUrls,
  now: Date,
): AccessFoundPage {
  return {
    kind: 'access_found',
    startsAt: startsAt && startsAt > now ? startsAt : null,
    endsAt,
    access: loginUrl === null ? 'elsewhere' : 'ready',
    connectUrl: loginUrl === null ? null : urls.at('connect'),
  };
}

/** A session with access lasts longer, and its former payment is another matter. */
const withAccess = (session: PortalSession, access: SessionAccess): PortalSession => ({
  ...session,
  sale: null,
  access,
  problem: null,
});
