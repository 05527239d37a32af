import { type Cancel, type Scheduler } from 'simulator-core';
import { paymentDocument } from '../model/documents.js';
import { type IncomingPayment, tillDigits } from '../model/records.js';
import { type WebhookSender } from '../webhooks/webhook-sender.js';
import { type Step } from './outcome.js';
import { type Tills } from './tills.js';

/** The parts that the simulation of a payment needs. */
export interface LifecycleParts {
  readonly scheduler: Scheduler;
  readonly sender: WebhookSender;
  readonly tills: Tills;
}

/** Simulates payments: changes them at the scheduled times, and posts their results. */
export class Lifecycle {
  readonly #parts: LifecycleParts;
  /** The scheduled steps by payment id. */
  readonly #plans = new Map<string, Set<Cancel>>();

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
  }

  /**
   * Starts the simulation of a new payment. Resolves when what is posted before the request is
   * answered was posted, which is immediately for most outcomes.
   */
  async begin(payment: IncomingPayment): Promise<void> {
    const { steps, isEarly } = payment.outcome;
    for (const step of steps) {
      if (isEarly === true) await this.#happen(payment, step);
      else this.#later(payment, step);
    }
  }

  /** Applies this step now instead of the scheduled ones. */
  finish(payment: IncomingPayment, step: Step): void {
    for (const cancel of this.#plans.get(payment.id) ?? []) cancel();
    this.#plans.delete(payment.id);
    void this.#happen(payment, step);
  }

  /** The number of payments with scheduled steps. */
  get unfinished(): number {
    return this.#plans.size;
  }

  /** Forgets all scheduled steps. */
  clear(): void {
    this.#plans.clear();
  }

  #later(payment: IncomingPayment, step: Step): void {
    const plans = this.#plans.get(payment.id) ?? new Set();
    this.#plans.set(payment.id, plans);
    const cancel = this.#parts.scheduler.after(step.afterMs, () => {
      plans.delete(cancel);
      if (plans.size === 0) this.#plans.delete(payment.id);
      void this.#happen(payment, step);
    });
    plans.add(cancel);
  }

  /** Only the end of a prompt is posted: `Pending` and unknown states are not. */
  async #happen(payment: IncomingPayment, step: Step): Promise<void> {
    const { isSilent, isTillSilent, isDoubled } = payment.outcome;
    const isMoneyNew = step.payment !== undefined && payment.transaction === null;
    if (isMoneyNew) this.#take(payment, step.payment);
    payment.status = step.status;
    payment.error = step.error ?? null;
    const isEnd = step.status === 'Success' || step.status === 'Failed';
    const document = paymentDocument(payment);
    const posts = isEnd && isSilent !== true ? (isDoubled === true ? 2 : 1) : 0;
    const told = Array.from({ length: posts }, () => this.#post(payment, document));
    if (isMoneyNew && payment.transaction !== null && isTillSilent !== true) {
      told.push(this.#parts.tills.tell('received', payment.transaction));
    }
    await Promise.all(told);
  }

  #take(payment: IncomingPayment, { share, currency }: NonNullable<Step['payment']>): void {
    const { id, till, phone, payer, asked, outcome } = payment;
    payment.transaction = this.#parts.tills.receive({
      ...{ phone, payer, incomingPaymentId: id, till: tillDigits(till) },
      amount: share === 'half' ? Math.floor(asked / 200) * 100 : asked,
      currency: currency ?? payment.currency,
      phoneShown: outcome.phoneShown ?? 'full',
    });
  }

  #post(
    { application, callbackUrl, phone }: IncomingPayment,
    body: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { sender } = this.#parts;
    return sender.send({ application, url: callbackUrl, topic: 'incoming_payment', phone, body });
  }
}
