import { type Cancel, type Ids, type Scheduler } from 'simulator-core';
import { invoiceEvent } from '../api/shapes/invoice-shape.js';
import { type Behaviour } from '../behaviour.js';
import { type Stamps } from '../engine/stamps.js';
import { type Invoice } from '../model/records.js';
import { type Store } from '../model/store.js';
import { creditSale } from '../model/wallet.js';
import { type WebhookEvent, type WebhookSender } from '../webhooks/webhook-sender.js';
import { applyStep } from './apply-step.js';
import { type Step } from './outcome.js';
import { type Moment, timelineOf } from './timeline.js';

/** The parts that the simulation of an invoice needs. */
export interface LifecycleParts {
  readonly behaviour: Readonly<Behaviour>;
  readonly scheduler: Scheduler;
  readonly stamps: Stamps;
  readonly ids: Ids;
  readonly sender: WebhookSender;
  readonly store: Store;
}

/** A scheduled step of an invoice. */
interface Plan {
  readonly cancel: Cancel;
  readonly run: () => void;
  /** `change` modifies the invoice; `event` only sends a webhook about a change that was made. */
  readonly kind: 'change' | 'event';
}

/** Simulates invoices: changes them at the scheduled times and sends the webhooks. */
export class Lifecycle {
  readonly #parts: LifecycleParts;
  /** By invoice id, in the order of scheduling. */
  readonly #plans = new Map<string, Set<Plan>>();

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
  }

  /**
   * Starts the simulation of a new invoice. Resolves when the events that come before the caller's
   * response were sent, which is immediately for most outcomes. `endAfterMs` overrides the time of
   * the end.
   */
  async begin(invoice: Invoice, endAfterMs?: number): Promise<void> {
    const { behaviour } = this.#parts;
    const moments = timelineOf(invoice.outcome, {
      opening: behaviour.opening,
      endAfterMs: endAfterMs ?? behaviour.endAfterMs,
    });
    const early: Promise<void>[] = [];
    for (const moment of moments) {
      if (moment.isEarly) early.push(this.#happen(invoice, moment));
      else if (moment.step === null) void this.#happen(invoice, moment);
      else this.#later(invoice, 'change', moment.atMs, () => void this.#happen(invoice, moment));
    }
    await Promise.all(early);
  }

  /** Applies this step now instead of the scheduled ones, after sending the outstanding events. */
  finish(invoice: Invoice, step: Step): void {
    const plans = this.#plans.get(invoice.id) ?? new Set();
    this.#plans.delete(invoice.id);
    for (const { cancel, run, kind } of plans) {
      cancel();
      if (kind === 'event') run();
    }
    void this.#happen(invoice, { step, atMs: 0, toldAtMs: 0, isEarly: false });
  }

  /** The number of invoices with scheduled steps. */
  get unfinished(): number {
    return this.#plans.size;
  }

  /** Cancels all scheduled steps. */
  clear(): void {
    this.#plans.clear();
  }

  /** The event shows the invoice at this time, even if it is sent much later. */
  async #happen(invoice: Invoice, moment: Moment): Promise<void> {
    const { behaviour, stamps, ids, sender } = this.#parts;
    const { outcome } = invoice;
    if (moment.step !== null) {
      const wasTaken = invoice.taken !== null;
      applyStep(invoice, moment.step, behaviour.feeRates, stamps.next(), () => ids.receipt());
      if (!wasTaken && isTaken(invoice)) creditSale(this.#parts, invoice);
    }
    if (outcome.isSilent === true) return;
    const event: WebhookEvent = {
      kind: 'collection',
      body: invoiceEvent(invoice),
      invoiceId: invoice.id,
      isConcurrent: outcome.isConcurrent ?? false,
    };
    const lagMs = moment.toldAtMs - moment.atMs;
    if (lagMs <= 0) await sender.send(invoice.account, event);
    else this.#later(invoice, 'event', lagMs, () => void sender.send(invoice.account, event));
  }

  #later(invoice: Invoice, kind: Plan['kind'], delayMs: number, run: () => void): void {
    const plans = this.#plans.get(invoice.id) ?? new Set();
    this.#plans.set(invoice.id, plans);
    const cancel = this.#parts.scheduler.after(delayMs, () => {
      plans.delete(plan);
      if (plans.size === 0) this.#plans.delete(invoice.id);
      run();
    });
    const plan: Plan = { cancel, run, kind };
    plans.add(plan);
  }
}

/** Read again each time, because a step may have taken the money. */
const isTaken = ({ taken }: Invoice): boolean => taken !== null;
