import { Inject, Injectable } from '@nestjs/common';
import { withinOrigin } from '../../common/http/request-context.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Settings } from '../../config/settings.js';
import { BackgroundQuestions } from './background-questions.service.js';
import { nextQuestion, nextStep, type ReconciliationTimes, urgencyOf } from '../domain/index.js';
import { type ReconcilePaymentPayload } from './reconcile-payment.job.js';
import { type AttemptToReconcile, ReconciliationRepository } from './reconciliation.repository.js';
import { type PendingEvents, type PendingEventsReader } from './pending-events.js';
import { QuestionBulkheads } from './question-bulkheads.js';
import { SettlementService } from '../settle/index.js';

/**
 * The maximum time between questions about an attempt, whatever pause a provider asks for, in ms.
 */
const MAX_WAIT_MS = 3_600_000;
/** The number of payments that one statement schedules questions for. */
const MAX_PER_SWEEP = 500;

/**
 * Reconciles one attempt: asks the provider, expires an unpaid payment in time, and schedules the
 * next question. It is safe to run twice, also in two processes at once.
 */
@Injectable()
export class ReconciliationService {
  private readonly times: ReconciliationTimes;

  constructor(
    private readonly attempts: ReconciliationRepository,
    private readonly questions: BackgroundQuestions,
    private readonly settlement: SettlementService,
    private readonly bulkheads: QuestionBulkheads,
    private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { reconcileFirstDelayMs: firstDelayMs, ...expiries } = settings.payments;
    const { promptExpiryMs, linkExpiryMs, unverifiableExpiryMs } = expiries;
    this.times = { firstDelayMs, promptExpiryMs, linkExpiryMs, unverifiableExpiryMs };
  }

  /**
   * Asks about an attempt and schedules the next question. When the operator has reached the limit
   * of running questions, this question is postponed.
   *
   * @throws the error that prevented the answer from being applied, while the question may be tried
   * again
   */
  async follow(payload: ReconcilePaymentPayload, run: JobRun): Promise<void> {
    const { paymentId, attempt, state } = payload;
    const before = await this.attempts.find(paymentId, attempt);
    if (!before) return;
    const urgency = urgencyOf(before);
    const admission = await this.bulkheads.run(before.userId, urgency, async () => {
      const pending = await run.events.pendingOf(paymentId, attempt);
      await this.askAndSchedule(payload, before, pending, run);
    });
    const { userId } = before;
    if (admission.kind === 'full') {
      const { delayMs } = admission;
      const job = await this.attempts.schedule({ paymentId, attempt, state }, delayMs, urgency);
      if (job !== null) this.bulkheads.postponed(userId, urgency, job);
    } else {
      await this.bulkheads.bringForward(userId, urgency, (jobs) =>
        this.attempts.bringForward(jobs),
      );
    }
  }

  private async askAndSchedule(
    { paymentId, attempt, state }: ReconcilePaymentPayload,
    before: AttemptToReconcile,
    pending: PendingEvents,
    { tries, chance, events }: JobRun,
  ): Promise<void> {
    const step = nextStep(before, state, this.times, pending.ids.length > 0);
    if (step.kind === 'done') {
      await events.finish(pending, 'settled');
      return;
    }
    // The result belongs to the request that brought the event, if there is one.
    const question = await withinOrigin(pending.origin, () =>
      this.questions.ask({ paymentId, attempt, tries, isLast: step.thenExpire, pending }),
    );
    const { isAnswered, waitMs, unverifiable } = question;
    if (isAnswered) await events.finish(pending, 'settled');
    else if (unverifiable) {
      if (pending.ids.length > 0) {
        const event = { kind: 'unverifiable', why: unverifiable } as const;
        await this.settlement.apply(paymentId, attempt, event, 'reconciliation');
      }
      await events.finish(pending, 'failed');
    }
    if (step.thenExpire) {
      await this.settlement.apply(paymentId, attempt, { kind: 'expired', unverifiable }, 'expiry');
    }
    const after = await this.attempts.find(paymentId, attempt);
    const next =
      after &&
      nextQuestion(after, state, this.times, {
        ...{ isAnswered, chance, waitMs: Math.min(waitMs, MAX_WAIT_MS) },
        hasPendingEvents: pending.ids.length > 0 && !unverifiable,
      });
    if (next) {
      const { delayMs, urgency } = next;
      await this.attempts.schedule({ paymentId, attempt, state: next.state }, delayMs, urgency);
    } else if (!isAnswered && !unverifiable) {
      await events.finish(pending, 'failed');
    }
  }

  /**
   * Schedules questions for open payments without a job. No such payment is known, but without
   * questions it would stay open for ever.
   */
  async sweep(): Promise<void> {
    const { reconcileFirstDelayMs } = this.settings.payments;
    const taken = await this.attempts.addMissingJobs(reconcileFirstDelayMs, MAX_PER_SWEEP);
    if (taken > 0)
      this.logger.error({ payments: taken }, 'open payments had no reconciliation job');
  }
}

/** One run of the job of an attempt. */
export interface JobRun {
  /** The number of tries, including this one. */
  readonly tries: number;
  /** A random number between 0 and 1, which spreads the questions. */
  readonly chance: number;
  /** The reported events about attempts. */
  readonly events: PendingEventsReader;
}
