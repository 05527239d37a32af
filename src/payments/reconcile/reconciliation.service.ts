import { Inject, Injectable } from '@nestjs/common';
import { withinOrigin } from '../../common/http/request-context.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Settings } from '../../config/settings.js';
import { BackgroundQuestions } from './background-questions.service.js';
import {
  nextStep,
  type ReconciliationTimes,
  nextQuestion,
  urgencyOf,
} from '../domain/reconciliation.js';
import { type ReconcilePaymentPayload } from './reconcile-payment.job.js';
import { type AttemptToReconcile, ReconciliationRepository } from './reconciliation.repository.js';
import { type PendingEvents, type PendingEventsReader } from './pending-events.js';
import { QuestionBulkheads } from './question-bulkheads.js';
import { SettlementService } from '../settle/settlement.service.js';

/** However long a provider wants to be left alone, an attempt is asked about after this time, in ms. */
const MAX_WAIT_MS = 3_600_000;
/** Payments that one statement schedules questions about. */
const MAX_PER_SWEEP = 500;

/**
 * Reconciliation of one attempt: asks the provider, expires what nobody has paid in time, and plans
 * the next question. Safe to run twice, and by two processes at once.
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
    const { reconcileFirstDelayMs, promptExpiryMs, linkExpiryMs } = settings.payments;
    this.times = { firstDelayMs: reconcileFirstDelayMs, promptExpiryMs, linkExpiryMs };
  }

  /**
   * Asks about an attempt and schedules the next question. While the operator has enough questions
   * under way, it schedules this one for later instead.
   *
   * @throws what kept the provider's answer from being taken in, as long as the question is to be
   *   tried again for it
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
    if (admission.kind === 'full') {
      await this.attempts.schedule({ paymentId, attempt, state }, admission.delayMs, urgency);
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
    // What a question finds out belongs to the request that brought the event, if one did.
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
   * Takes up open payments that no job follows: none is known to get lost, and a payment that
   * nobody asks about would stay open for ever.
   */
  async sweep(): Promise<void> {
    const { reconcileFirstDelayMs } = this.settings.payments;
    const taken = await this.attempts.addMissingJobs(reconcileFirstDelayMs, MAX_PER_SWEEP);
    if (taken > 0) this.logger.error({ payments: taken }, 'open payments had no follow-up');
  }
}

/** One run of an attempt's job. */
export interface JobRun {
  /** How often it has been tried, this time included. */
  readonly tries: number;
  /** Between 0 and 1, for spreading the questions. */
  readonly chance: number;
  /** What has been reported about attempts and leads to questions. */
  readonly events: PendingEventsReader;
}
