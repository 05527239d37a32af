import { Injectable } from '@nestjs/common';
import { type PhonePage } from '#portal';
import { randomHex } from '../common/crypto/tokens.js';
import { parseIntegerId } from '../common/ids/integer-id.js';
import { Money } from '../common/money/money.js';
import { parseEastAfrican, parseKenyanMobile } from '../common/phone/phone.js';
import { type ShownPackage } from '../packages/package.response.js';
import { PackagesService } from '../packages/packages.service.js';
import { NamedDevices } from './named-devices.js';
import { problemPage } from './payment-page.js';
import { offerOf } from './portal-offer.js';
import { type Reply } from './portal-answers.js';
import { PortalPaymentsService } from './portal-payments.service.js';
import { PortalRouterRepository } from './portal-router.repository.js';
import { PortalSalesService, SaleRefused } from './portal-sales.service.js';
import { type PortalSession } from './portal-session.js';
import { PortalVisits, type Visit } from './portal-visits.service.js';

/** The size of what tells the forms of a session apart. */
const FORM_BYTES = 8;
const FORM = /^[0-9a-f]{16}$/;
const GONE = problemPage({ kind: 'package_gone' });
const FAULTS = ['not_a_phone', 'not_kenyan'] as const;

/** Shows what a router sells, asks for the phone number, and begins the sale. */
@Injectable()
export class PortalOffersService {
  constructor(
    private readonly shelves: PackagesService,
    private readonly routers: PortalRouterRepository,
    private readonly payments: PortalPaymentsService,
    private readonly sales: PortalSalesService,
    private readonly visits: PortalVisits,
    private readonly devices: NamedDevices,
  ) {}

  /** The packages of the router, cheapest first. */
  async packages(visit: Visit): Promise<Reply> {
    const { session, urls } = visit;
    const [sold, own] = await Promise.all([this.soldAt(session), this.ownOf(visit)]);
    if (sold.length === 0) return { page: problemPage({ kind: 'nothing_for_sale' }), visit };
    const offers = sold.map((each) => ({
      ...offerOf(each),
      url: urls.at('phone', { package: String(each.id) }),
    }));
    const isElsewhere = session.macAddress === '' && session.loginUrl === null;
    return { page: { kind: 'packages', offers, isElsewhere, ...own }, visit };
  }

  /** The page that asks for the phone number. */
  async phone(visit: Visit): Promise<Reply> {
    const chosen = await this.chosen(visit.session, visit.query('package'));
    if (!chosen) return { page: GONE, visit };
    const fault = FAULTS.find((each) => each === visit.query('fault')) ?? null;
    return { page: phonePage(visit, chosen, fault), visit };
  }

  /** Begins the sale. */
  async buy(visit: Visit): Promise<Reply> {
    const { session, urls } = visit;
    const packageId = visit.field('package');
    const chosen = await this.chosen(session, packageId);
    if (!chosen) return { redirect: urls.at('phone', { package: packageId.slice(0, 10) }) };
    // The price has changed since the page was made: the customer sees the new one first.
    if (visit.field('price') !== String(chosen.priceMinor)) {
      return { redirect: urls.at('phone', { package: packageId }) };
    }
    const phone = visit.field('phone_number');
    // Before anything is counted: else a stranger uses up the share of the router by nonsense.
    if (!parseKenyanMobile(phone)) return this.askAgain(visit, { ...session, phone }, packageId);
    const form = visit.field('form');
    try {
      const checked = { ...visit, session: await this.devices.checked(session) };
      const begun = await this.sales.buy(checked, {
        packageId: chosen.id,
        price: Money.fromMinor(chosen.priceMinor, chosen.currency),
        phone,
        form: `buy ${chosen.id} ${FORM.test(form) ? form : ''}`,
      });
      return { redirect: this.visits.visitWith(visit, { ...begun, phone }).urls.at('payment') };
    } catch (error) {
      if (!(error instanceof SaleRefused)) throw error;
      const refused = { ...error.session, phone };
      if (error.isAboutPhone) return this.askAgain(visit, refused, packageId);
      return { redirect: this.visits.visitWith(visit, refused).urls.at('problem') };
    }
  }

  /** Asks for another phone number. */
  private askAgain(visit: Visit, session: PortalSession, packageId: string): Reply {
    const fault = parseEastAfrican(session.phone) ? 'not_kenyan' : 'not_a_phone';
    const { urls } = this.visits.visitWith(visit, session);
    return { redirect: urls.at('phone', { package: packageId, fault }) };
  }

  private async soldAt({ userId, routerId }: PortalSession): Promise<readonly ShownPackage[]> {
    const list = await this.shelves.getPackageList({ userId, sessionId: null }, routerId);
    return list.packages;
  }

  private async chosen(session: PortalSession, packageId: string): Promise<ShownPackage | null> {
    const id = parseIntegerId(packageId);
    if (id === null) return null;
    return (await this.soldAt(session)).find((each) => each.id === id) ?? null;
  }

  /** What this customer has already, and a payment that waits. */
  private async ownOf(visit: Visit) {
    const { session, urls } = visit;
    if (session.sale) {
      const own = await this.payments.summary(session);
      if (own?.isOpen === true) return { running: null, waitingUrl: urls.at('payment') };
      const running = own?.runsUntil ? { endsAt: own.runsUntil, url: urls.at('payment') } : null;
      return { running, waitingUrl: null };
    }
    return { running: null, waitingUrl: await this.waitingUrlOf(visit) };
  }

  /** A payment that was found by the device alone: its page says that it waits, and no more. */
  private async waitingUrlOf(visit: Visit): Promise<string | null> {
    const { session } = visit;
    const { userId, routerId, macAddress } = session;
    if (macAddress === '') return null;
    const found = await this.routers.findPaymentOfDevice(userId, routerId, macAddress);
    if (!found) return null;
    const sale = { paymentId: found.id, claim: null, begunAt: found.createdAt };
    return this.visits.visitWith(visit, { ...session, sale }).urls.at('payment');
  }
}

const phonePage = (
  { urls, session }: Visit,
  chosen: ShownPackage,
  fault: PhonePage['fault'],
): PhonePage => ({
  kind: 'phone',
  offer: offerOf(chosen),
  submit: {
    action: urls.at('buy'),
    fields: {
      package: String(chosen.id),
      price: String(chosen.priceMinor),
      form: randomHex(FORM_BYTES),
    },
  },
  phone: session.phone,
  fault,
});
