import { Injectable } from '@nestjs/common';
import { type Request } from 'express';
import { type Problem } from '#portal';
import { ApiError } from '../common/errors/api-error.js';
import { problemPage } from './payment-page.js';
import { PortalAccessService } from './portal-access.service.js';
import { type Reply } from './portal-answers.js';
import { PortalOffersService } from './portal-offers.service.js';
import { PortalPaymentSteps } from './portal-payment-steps.service.js';
import { problemOf, shownProblem } from './portal-problems.js';
import { PortalReturnService } from './portal-return.service.js';
import { PortalStartService } from './portal-start.service.js';
import { type Step } from './portal-urls.js';
import { PortalVisits, type Visit, type Visitor } from './portal-visits.service.js';

type Handle = (visit: Visit) => Reply | Promise<Reply>;

/** The steps that need a session. */
export type SessionStep =
  | 'resume'
  | 'packages'
  | 'phone'
  | 'buy'
  | 'payment'
  | 'state'
  | 'again'
  | 'link'
  | 'connect'
  | 'connected'
  | 'alreadyPaid'
  | 'findPaid'
  | 'access'
  | 'problem';

/** Who asked, and the answer. */
export interface Answered {
  /** Null when there is no such portal. */
  readonly visitor: Visitor | null;
  readonly reply: Reply;
}

const NOT_FOUND: Reply = { page: problemPage({ kind: 'not_found' }), status: 404 };

/** Answers each step of a customer, also one that is not possible. */
@Injectable()
export class PortalSteps {
  private readonly handlers: Readonly<Record<SessionStep, Handle>>;

  constructor(
    private readonly visits: PortalVisits,
    private readonly starts: PortalStartService,
    offers: PortalOffersService,
    payments: PortalPaymentSteps,
    access: PortalAccessService,
    returns: PortalReturnService,
  ) {
    this.handlers = {
      resume: ({ session, urls }) => ({ redirect: urls.at(placeOf(session)) }),
      packages: (visit) => offers.packages(visit),
      phone: (visit) => offers.phone(visit),
      buy: (visit) => offers.buy(visit),
      payment: (visit) => payments.payment(visit),
      state: (visit) => payments.state(visit),
      again: (visit) => payments.again(visit),
      link: (visit) => payments.link(visit),
      connect: (visit) => access.connect(visit),
      connected: (visit) => access.connected(visit),
      alreadyPaid: (visit) => returns.ask(visit),
      findPaid: (visit) => returns.find(visit),
      access: (visit) => access.found(visit),
      problem: showProblem,
    };
  }

  /** @throws ApiError for what is no matter of this customer: it becomes a page too */
  async reply(step: SessionStep | 'start', request: Request): Promise<Answered> {
    const visitor = await this.visits.visitorOf(request);
    if (!visitor) return { visitor, reply: NOT_FOUND };
    if (step === 'start') return { visitor, reply: await this.starts.start(visitor) };
    const visit = this.visits.visitOf(visitor, request);
    if (!visit) return { visitor, reply: SESSION_OVER };
    return { visitor, reply: await this.handled(step, visit, request) };
  }

  /** An error that means something to the customer is a page; that of a form is one after a 303. */
  private async handled(step: SessionStep, visit: Visit, request: Request): Promise<Reply> {
    try {
      return await this.handlers[step](visit);
    } catch (error) {
      const problem =
        error instanceof ApiError ? problemOf(error, visit.now, 'too_many_tries') : null;
      if (problem === null) throw error;
      const told = this.visits.visitWith(visit, { ...visit.session, problem });
      return request.method === 'POST' ? { redirect: told.urls.at('problem') } : showProblem(told);
    }
  }
}

const placeOf = ({ sale, access }: Visit['session']) =>
  sale ? 'payment' : access?.by === 'proven' ? 'access' : 'packages';

const SESSION_OVER: Reply = {
  page: problemPage({ kind: 'session_over' }),
  status: 404,
};

/** The step to try again, by problem. The page itself offers other ways. */
const TO_TRY_AGAIN: ReadonlyMap<Problem['kind'], Step> = new Map([
  ['too_many_prompts', ''],
  ['too_many_tries', ''],
  ['payments_unavailable', 'packages'],
  ['devices_in_use', 'already-paid'],
]);

function showProblem(visit: Visit): Reply {
  const { session, urls, now } = visit;
  if (!session.problem) return { redirect: urls.at(placeOf(session)) };
  const problem = shownProblem(session.problem, now);
  const next = TO_TRY_AGAIN.get(problem.kind);
  const continueUrl = next === undefined ? null : urls.at(next);
  return { page: problemPage(problem, { continueUrl }), visit };
}
