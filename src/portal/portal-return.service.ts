import { Injectable } from '@nestjs/common';
import { type AlreadyPaidFault, type Problem } from '#portal';
import { ApiError } from '../common/errors/api-error.js';
import { type AccessProof } from '../access/reconnect/reconnect.service.js';
import { MoneyByHand } from './money-by-hand.service.js';
import { NamedDevices } from './named-devices.js';
import { PortalAccessService } from './portal-access.service.js';
import { type Reply } from './portal-answers.js';
import { problemOf } from './portal-problems.js';
import { PortalRouterRepository } from './portal-router.repository.js';
import { PortalVisits, type Visit } from './portal-visits.service.js';
import { readCode, readLastDigits } from './typed-code.js';

const FAULTS: readonly AlreadyPaidFault['kind'][] = ['not_a_code', 'not_found', 'digits_missing'];

/** What a proof without access at this router is about. */
const EXPLAINED: ReadonlyMap<string, Problem['kind']> = new Map([
  ['other_router', 'other_place'],
  ['in_review', 'in_review'],
]);

/** "I have already paid": finds access by its code, or by receipt and last digits of the phone. */
@Injectable()
export class PortalReturnService {
  constructor(
    private readonly access: PortalAccessService,
    private readonly routers: PortalRouterRepository,
    private readonly visits: PortalVisits,
    private readonly devices: NamedDevices,
    private readonly byHand: MoneyByHand,
  ) {}

  /** The page that asks. */
  async ask(visit: Visit): Promise<Reply> {
    const { typedCode, typedDigits } = visit.session;
    const kind = FAULTS.find((each) => each === visit.query('fault'));
    const asksDigits = readCode(typedCode).kind === 'receipt';
    const isUnknown = asksDigits && kind === 'not_found';
    return {
      page: {
        kind: 'already_paid',
        submit: { action: visit.urls.at('already-paid'), fields: {} },
        code: typedCode,
        lastDigits: asksDigits ? typedDigits : '',
        asksDigits,
        paidFor: isUnknown ? await this.byHand.choices(visit.session) : [],
        fault: kind === undefined ? null : { kind },
      },
      visit,
    };
  }

  /** Looks for what was typed. */
  async find(visit: Visit): Promise<Reply> {
    const typed = readCode(visit.field('code'));
    if (typed.kind === 'nothing') return this.asked(visit, '', 'not_a_code');
    if (typed.kind === 'code') return this.opened(visit, typed.code, { code: typed.code });
    const phoneLast4 = readLastDigits(visit.field('phone_last4'));
    const { receipt } = typed;
    if (phoneLast4 === null) return this.asked(visit, receipt, 'digits_missing');
    const typedDigits = phoneLast4;
    const asking = { ...visit, session: { ...visit.session, typedDigits } };
    const claimed = await this.claimed(asking, receipt, phoneLast4);
    return claimed ?? this.opened(asking, receipt, { receipt, phoneLast4 });
  }

  /** Null when no package was chosen, and when the claim does not fit: then access may. */
  private async claimed(visit: Visit, receipt: string, phoneLast4: string): Promise<Reply | null> {
    const packageId = visit.field('package');
    if (packageId === '') return null;
    const session = await this.devices.checked(visit.session);
    const claim = { packageId, receipt, phoneLast4 };
    const claimed = await this.byHand.claim({ ...visit, session }, claim);
    return claimed && { redirect: this.visits.visitWith(visit, claimed).urls.at('payment') };
  }

  private async opened(visit: Visit, typedCode: string, proof: AccessProof): Promise<Reply> {
    const { session, now } = visit;
    try {
      const found = await this.access.reconnect(await this.devices.checked(session), proof);
      return { redirect: this.visits.visitWith(visit, found).urls.at('access') };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'access_not_found') return this.notFound(visit, typedCode, proof);
      const problem = problemOf(error, now, 'too_many_tries');
      if (!problem) throw error;
      return { redirect: this.visits.visitWith(visit, { ...session, problem }).urls.at('problem') };
    }
  }

  /** A customer who has paid a moment ago has a receipt that this server does not know yet. */
  private async notFound(visit: Visit, typedCode: string, proof: AccessProof): Promise<Reply> {
    const { session } = visit;
    const about = EXPLAINED.get(await this.access.explain(session, proof));
    if (about) {
      const problem = { kind: about, until: null };
      return { redirect: this.visits.visitWith(visit, { ...session, problem }).urls.at('problem') };
    }
    const { userId, routerId, macAddress } = session;
    const waiting =
      macAddress === '' || session.sale !== null
        ? null
        : await this.routers.findPaymentOfDevice(userId, routerId, macAddress);
    if (!waiting?.isOpen) return this.asked(visit, typedCode, 'not_found');
    const sale = { paymentId: waiting.id, claim: null, begunAt: waiting.createdAt };
    return { redirect: this.visits.visitWith(visit, { ...session, sale }).urls.at('payment') };
  }

  private asked(visit: Visit, typedCode: string, fault: AlreadyPaidFault['kind']): Reply {
    const { urls } = this.visits.visitWith(visit, { ...visit.session, typedCode });
    return { redirect: urls.at('already-paid', { fault }) };
  }
}
