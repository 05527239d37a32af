import { Injectable } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { type CronItem, type JobHelpers, type TaskList } from 'graphile-worker';
import { hrtime } from 'node:process';
import { type Origin, withinContext } from '../common/http/request-context.js';
import { continuing, inSpan } from '../common/tracing/spans.js';
import { Metrics } from '../metrics/metrics.js';
import { ForgotPasswordService } from '../users/forgot-password.service.js';
import {
  MAIL_PASSWORD_RESET_TASK,
  type MailPasswordResetPayload,
} from '../users/mail-password-reset.job.js';
import {
  PROCESS_WEBHOOK_TASK,
  type ProcessWebhookPayload,
} from '../webhooks/process-webhook.job.js';
import { ProcessWebhookService } from '../webhooks/process-webhook.service.js';
import { AccessTasks } from './access-tasks.js';
import { PaymentTasks } from './payment-tasks.js';
import { ScheduledTasks } from './scheduled-tasks.js';

/** Fields that payloads of jobs may have. */
interface Carried {
  readonly origin?: Origin | null;
  readonly paymentId?: string;
}

/** The tasks of the worker. A task maps a job to a use case and decides when it runs again. */
@Injectable()
export class JobTasks {
  constructor(
    private readonly payments: PaymentTasks,
    private readonly webhooks: ProcessWebhookService,
    private readonly access: AccessTasks,
    private readonly scheduled: ScheduledTasks,
    private readonly passwordMails: ForgotPasswordService,
    private readonly metrics: Metrics,
  ) {}

  /** When the scheduled tasks run. */
  cronItems(): CronItem[] {
    return this.scheduled.cronItems();
  }

  /** The tasks by identifier. Every log line of a task contains the id of its job. */
  list(): TaskList {
    const tasks: TaskList = {
      ...this.scheduled.list(),
      ...this.payments.list(),
      ...this.access.list(),
      [PROCESS_WEBHOOK_TASK]: (payload, helpers) =>
        this.processWebhook(payload as ProcessWebhookPayload, helpers),
      [MAIL_PASSWORD_RESET_TASK]: (payload) =>
        this.passwordMails.sendTo((payload as MailPasswordResetPayload).userIds),
    };
    return Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [
        name,
        (payload: unknown, helpers: JobHelpers) =>
          this.asPartOfItsRequest(name, payload ?? {}, helpers, async () =>
            task?.(payload, helpers),
          ),
      ]),
    );
  }

  /** Runs a job with the request id and in the trace of the request that added it. */
  private asPartOfItsRequest(
    task: string,
    { origin, paymentId }: Carried,
    { job }: JobHelpers,
    run: () => Promise<unknown>,
  ): Promise<void> {
    const requestId = origin?.requestId ?? `job-${job.id}`;
    const context = { requestId, jobId: job.id, task, ...(paymentId ? { paymentId } : {}) };
    const attributes = { 'lipafi.request_id': requestId, 'lipafi.job_id': job.id };
    return withinContext(context, () =>
      continuing(origin?.trace ?? {}, () =>
        inSpan(`job ${task}`, { kind: SpanKind.CONSUMER, attributes }, () =>
          this.measured(task, run),
        ),
      ),
    );
  }

  private async measured(task: string, run: () => Promise<unknown>): Promise<void> {
    const started = hrtime.bigint();
    let outcome: 'done' | 'failed' = 'failed';
    try {
      await run();
      outcome = 'done';
    } finally {
      this.metrics.jobRan(task, outcome, Number(hrtime.bigint() - started) / 1e9);
    }
  }

  private async processWebhook(
    { eventId }: ProcessWebhookPayload,
    { job }: JobHelpers,
  ): Promise<void> {
    try {
      await this.webhooks.process(eventId);
    } catch (error) {
      if (job.attempts >= job.max_attempts) await this.webhooks.giveUp(eventId);
      throw error;
    }
  }
}
