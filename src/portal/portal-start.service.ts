import { Injectable } from '@nestjs/common';
import { normaliseIp } from '../common/network/ip-address.js';
import { normaliseMac } from '../common/network/mac-address.js';
import { NamedDevices } from './named-devices.js';
import { parseLoginUrl } from './hotspot-login-url.js';
import { problemPage } from './payment-page.js';
import { PortalAccessService } from './portal-access.service.js';
import { type Reply } from './portal-answers.js';
import { PortalOffersService } from './portal-offers.service.js';
import { PortalSessions } from './portal-session.js';
import { PortalVisits, type Visitor } from './portal-visits.service.js';
import { problemOfRouter } from './router-error.js';

/** Receives customers whom a router has sent, and those who come by themselves. */
@Injectable()
export class PortalStartService {
  constructor(
    private readonly sessions: PortalSessions,
    private readonly visits: PortalVisits,
    private readonly offers: PortalOffersService,
    private readonly access: PortalAccessService,
    private readonly devices: NamedDevices,
  ) {}

  /**
   * The first page. Everything in the address is the customer's word: what cannot be read counts as
   * absent.
   */
  async start(visitor: Visitor): Promise<Reply> {
    const { router, now } = visitor;
    const session = this.sessions.begin({
      ...{ slug: router.slug, userId: router.userId, routerId: router.routerId },
      macAddress: normaliseMac(visitor.query('mac')) ?? '',
      ipAddress: normaliseIp(visitor.query('ip')) ?? '',
      loginUrl: parseLoginUrl(visitor.query('link-login-only'), router.host),
    });
    if (visitor.query('connected') === '1') {
      const online = await this.access.afterLogin(session, visitor.query('var'));
      const visit = this.visits.visitWith(visitor, online);
      return { page: await this.access.connectedPage(online, visit.urls), visit };
    }
    const visit = this.visits.visitWith(visitor, session);
    const refusal = visitor.query('error');
    // A variable that the router has not filled in.
    if (refusal !== '' && !refusal.startsWith('$(')) {
      return { page: problemPage(problemOfRouter(refusal, now)), visit };
    }
    if (session.macAddress === '' && session.loginUrl === null) {
      return { page: { kind: 'elsewhere', buyUrl: visit.urls.at('packages') }, visit };
    }
    this.devices.askLater(session);
    return this.offers.packages(visit);
  }
}
