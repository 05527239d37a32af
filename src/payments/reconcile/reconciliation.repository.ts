import { Injectable } from '@nestjs/common';
import { currentOrigin } from '../../common/http/request-context.js';
import { Database } from '../../database/database.js';
import { prepared, statement } from '../../database/statement.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { ProviderRegistry } from '../../providers/provider-registry.js';
import { type ReconciledAttempt, type Urgency } from '../domain/index.js';
import {
  ADD_MISSING_JOBS,
  ADD_NEXT_JOB,
  type NextJob,
  type ReconcilePaymentPayload,
  PRIORITIES,
} from './reconcile-payment.job.js';

/** An attempt to ask about, with its operator. */
export interface AttemptToReconcile extends ReconciledAttempt {
  readonly userId: number;
}

type FoundAttempt = Omit<AttemptToReconcile, 'canBeAsked'> & {
  readonly provider: ProviderCode;
  readonly isInvoiceKnown: boolean;
};

const FIND = prepared<FoundAttempt, { paymentId: string; number: number }>(
  'find_followed_attempt',
  `SELECT p.user_id AS "userId", p.status, a.channel, a.delivery,
          (extract(epoch FROM now() - a.created_at) * 1000)::double precision AS "ageMs",
          a.number = p.retry_count + 1 AS "isCurrent",
          a.provider, a.invoice_id IS NOT NULL AS "isInvoiceKnown",
          COALESCE(a.invoice_id = p.paid_invoice_id, false) AS "isPayer"
     FROM payments p JOIN payment_attempts a ON a.payment_id = p.id
    WHERE p.id = :paymentId AND a.number = :number`,
);
const ADD_NEXT = prepared<{ id: string }, NextJob>('add_next_follow_up', ADD_NEXT_JOB);
const ADD_MISSING = statement<unknown, { firstDelayMs: number; most: number }>(
  'follow_up_forgotten',
  ADD_MISSING_JOBS,
);
const BRING_FORWARD = statement<unknown, { jobIds: readonly string[] }>(
  'bring_questions_forward',
  `SELECT FROM graphile_worker.reschedule_jobs(:jobIds::bigint[], run_at := now())`,
);

/** Of a provider that takes no payments any more: an imported attempt expires as usual. */
const ASKABLE = { lookupByReference: true };

/** The SQL of reconciliation. */
@Injectable()
export class ReconciliationRepository {
  constructor(
    private readonly database: Database,
    private readonly providers: ProviderRegistry,
  ) {}

  /** The state of an attempt, by the clock of the database; null when it was deleted. */
  async find(paymentId: string, number: number): Promise<AttemptToReconcile | null> {
    const [row] = await this.database.query(FIND({ paymentId, number }));
    if (!row) return null;
    const { provider, isInvoiceKnown, ...attempt } = row;
    const { lookupByReference } = this.providers.find(provider)?.capabilities ?? ASKABLE;
    return { ...attempt, canBeAsked: isInvoiceKnown || lookupByReference };
  }

  /**
   * Schedules the next question about an attempt after this delay, or sooner if an event has
   * arrived.
   * @returns the id of its job; null when the attempt was deleted
   */
  async schedule(
    { paymentId, attempt, state }: ReconcilePaymentPayload,
    delayMs: number,
    urgency: Urgency,
  ): Promise<string | null> {
    const [job] = await this.database.query(
      ADD_NEXT({
        paymentId,
        number: attempt,
        state: JSON.stringify(state),
        delayMs,
        origin: JSON.stringify(currentOrigin()),
        priority: PRIORITIES[urgency],
      }),
    );
    return job?.id ?? null;
  }

  /**
   * Has jobs run as soon as a worker is free. Those that run already or are gone are left alone.
   * @returns how many will run
   */
  async bringForward(jobIds: readonly string[]): Promise<number> {
    return (await this.database.query(BRING_FORWARD({ jobIds }))).length;
  }

  /**
   * Schedules questions about open payments without a job, after about this delay.
   * @param most the maximum number, oldest first
   * @returns how many
   */
  async addMissingJobs(firstDelayMs: number, most: number): Promise<number> {
    return (await this.database.query(ADD_MISSING({ firstDelayMs, most }))).length;
  }
}
