import { type Remaining, Secret, type Strike } from 'simulator-core';
import { isWebAddress } from '../api/fields.js';
import { type Behaviour } from '../behaviour.js';
import { type SimulatorContext } from '../context.js';
import { type FaultScript } from '../faults/fault-scripts.js';
import { type Account, type WebhookTarget } from '../model/account.js';
import { parseKey } from '../model/keys.js';
import { type Chargeback, type Invoice } from '../model/records.js';
import { type OutcomeRule } from '../outcomes/outcome-rules.js';
import { type OutcomeName } from '../outcomes/outcome-table.js';
import { type Failure, type Payment, type Step } from '../outcomes/outcome.js';
import { type ChargebackStatus, settleChargeback } from '../outcomes/settle-chargeback.js';
import { type WebhookFaultScript } from '../webhooks/webhook-faults.js';
import { NOISE, type NoiseKind } from './noise.js';
import {
  type BookEntry,
  bookEntries,
  type DeliveryView,
  deliveryView,
  type InvoiceView,
  invoiceView,
} from './views.js';

/** A control call names something that does not exist, or is invalid. */
export class ControlError extends Error {}

/** The receiver of webhooks. With a null challenge, none is sent. */
export interface WebhookSetting {
  readonly url: string;
  readonly challenge: string | null;
}

/** The state of an account's webhook. */
export interface WebhookHealth {
  readonly isOn: boolean;
  readonly failuresInARow: number;
}

/**
 * The controls of the simulator for tests, demos and people: script faults, decide how payments
 * end, read the books and move the simulated time.
 */
export class SimulatorControl {
  readonly #context: SimulatorContext;
  readonly #initial: { readonly behaviour: Behaviour; readonly target: WebhookTarget | null };

  constructor(context: SimulatorContext) {
    this.#context = context;
    this.#initial = {
      behaviour: { ...context.behaviour },
      target: context.sender.defaultTarget,
    };
  }

  /** Scripts a fault of requests. Scripts are tried in the order in which they were added. */
  addFault(script: FaultScript): void {
    this.#context.faults.add(script);
  }

  /** The remaining faults, with how often each may still occur. */
  faults(): readonly Remaining<FaultScript>[] {
    return this.#context.faults.list();
  }

  /** Removes all scripted faults. */
  clearFaults(): void {
    this.#context.faults.clear();
  }

  /** Scripts a fault of webhooks. Scripts are tried in the order in which they were added. */
  addWebhookFault(script: WebhookFaultScript): void {
    this.#context.webhookFaults.add(script);
  }

  /** The remaining faults of webhooks, with how often each may still occur. */
  webhookFaults(): readonly Remaining<WebhookFaultScript>[] {
    return this.#context.webhookFaults.list();
  }

  /** Removes all scripted faults of webhooks. */
  clearWebhookFaults(): void {
    this.#context.webhookFaults.clear();
  }

  /** The faults that have occurred, with their counts, for the reports of randomised tests. */
  struck(): readonly Strike[] {
    return this.#context.struck.list();
  }

  /** Decides the outcome of the payments that match the rule. */
  addOutcome(rule: OutcomeRule): void {
    this.#context.outcomeRules.add(rule);
  }

  /** Decides the outcomes of the next payments, one after the other. */
  nextOutcomes(...outcomes: OutcomeName[]): void {
    for (const outcome of outcomes) this.addOutcome({ outcome });
  }

  /** Removes all outcome rules. */
  clearOutcomes(): void {
    this.#context.outcomeRules.clear();
  }

  /** Changes some settings for all accounts, and returns all of them. */
  behave(changes: Partial<Behaviour>): Readonly<Behaviour> {
    return Object.assign(this.#context.behaviour, changes);
  }

  /**
   * Sets the receiver of webhooks: of one account, or without a key of all accounts that have none.
   */
  setWebhook(setting: WebhookSetting | null, publishableKey?: string): void {
    const target = setting === null ? null : toTarget(setting);
    if (publishableKey === undefined) this.#context.sender.defaultTarget = target;
    else this.#account(publishableKey).webhook = target;
  }

  /** Switches an account's webhook on again, as IntaSend's support would. */
  switchWebhookOn(publishableKey: string): void {
    this.#context.sender.switchOn(this.#account(publishableKey));
  }

  /** Whether an account's webhook is on, and how many deliveries in a row have failed. */
  webhookHealth(publishableKey: string): WebhookHealth {
    const account = this.#account(publishableKey);
    return { isOn: account.isWebhookOn, failuresInARow: account.failuresInARow };
  }

  /** Sends a custom event, or one of the noise events, to an account's URL. */
  async sendWebhook(
    publishableKey: string,
    event: NoiseKind | Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const account = this.#account(publishableKey);
    const isNoise = typeof event === 'string';
    await this.#context.sender.send(account, {
      kind: isNoise ? event : 'custom',
      body: isNoise ? NOISE[event] : event,
      invoiceId: null,
    });
  }

  /**
   * Makes two keys a pair, or replaces a key of an account. Not needed for new keys with the same
   * suffix.
   */
  registerAccount(publishableKey: string, secretKey: string): void {
    const publishable = parseKey('publishable', publishableKey);
    const secret = parseKey('secret', secretKey);
    if (publishable === null || secret === null) throw new ControlError('These are no keys.');
    this.#context.accounts.pair(publishable, secret);
  }

  /** Sets whether IntaSend has approved the business. Without approval, its STK pushes get 403. */
  setEligible(publishableKey: string, isEligible: boolean): void {
    this.#account(publishableKey).isEligible = isEligible;
  }

  /** Makes every request with this key fail with 401, until {@link acceptKey}. */
  refuseKey(key: string): void {
    this.#context.accounts.refuse(key);
  }

  /** Reverses {@link refuseKey}. */
  acceptKey(key: string): void {
    this.#context.accounts.accept(key);
  }

  /**
   * Every invoice of every account, oldest first, with its state and the money that was really
   * taken. With a reference, only the invoices with it.
   */
  invoices(apiRef?: string): InvoiceView[] {
    return [...this.#context.store.invoices.values()]
      .filter((invoice) => apiRef === undefined || invoice.apiRef === apiRef)
      .map(invoiceView);
  }

  /** All the money that was taken, oldest invoice first. A merchant's records must match it. */
  books(): BookEntry[] {
    return [...this.#context.store.invoices.values()].flatMap(bookEntries);
  }

  /** The number of payments that are not final yet, without those that never end. */
  unfinished(): number {
    return this.#context.lifecycle.unfinished;
  }

  /** All webhooks, including failed ones, oldest first. */
  deliveries(): DeliveryView[] {
    return this.#context.sender.deliveries.map(deliveryView);
  }

  /** Makes an invoice paid now. Its scheduled changes are dropped. */
  complete(invoiceId: string, payment: Payment = {}): void {
    this.#finish(invoiceId, { afterMs: 0, state: 'COMPLETE', payment });
  }

  /** Makes an invoice fail now. Its scheduled changes are dropped. */
  fail(invoiceId: string, failure?: Partial<Failure>): void {
    const usual: Failure = { reason: 'Request cancelled by user', code: '-1' };
    this.#finish(invoiceId, { afterMs: 0, state: 'FAILED', failure: { ...usual, ...failure } });
  }

  /** Decides a refund request, and sends the webhook. */
  settleChargeback(id: string, status: ChargebackStatus, resolution: string | null = null): void {
    settleChargeback(this.#context, this.#chargeback(id), status, resolution);
    this.#context.changes.emit();
  }

  /** Simulated time. */
  now(): Date {
    return new Date(this.#context.scheduler.nowMs());
  }

  /** Moves the simulated time forward and runs everything that is due, including deliveries. */
  async advance(ms: number): Promise<void> {
    await this.#context.scheduler.advance(ms, () => this.#context.sender.settled());
  }

  /** Moves the simulated time forward until nothing is scheduled any more. */
  async fastForward(): Promise<void> {
    const { scheduler, sender } = this.#context;
    await sender.settled();
    for (;;) {
      const waitMs = scheduler.untilNextMs();
      if (waitMs === undefined) return;
      await this.advance(waitMs);
    }
  }

  /**
   * Resolves when nothing is scheduled and no delivery is running. With speed 0, the caller must
   * move the time.
   */
  async untilIdle(): Promise<void> {
    const { changes, scheduler, sender } = this.#context;
    await changes.waitFor(() => scheduler.pending === 0 && sender.inFlight === 0);
  }

  /**
   * Resolves with the result of `probe` once it is not undefined, null or false. `probe` is called
   * now and after every change in the simulator. Rejects when the simulator stops.
   */
  waitFor<T>(probe: () => T | undefined | null | false): Promise<T> {
    return this.#context.changes.waitFor(probe);
  }

  /** Resets the simulator: no accounts, no invoices, no scripts, nothing scheduled. */
  reset(): void {
    const context = this.#context;
    for (const part of [
      context.scheduler,
      context.sender,
      context.lifecycle,
      context.store,
      context.accounts,
      context.faults,
      context.webhookFaults,
      context.struck,
      context.outcomeRules,
    ]) {
      part.clear();
    }
    Object.assign(context.behaviour, this.#initial.behaviour);
    context.sender.defaultTarget = this.#initial.target;
    context.changes.emit();
  }

  #finish(invoiceId: string, step: Step): void {
    this.#context.lifecycle.finish(this.#invoice(invoiceId), step);
    this.#context.changes.emit();
  }

  #account(publishableKey: string): Account {
    const key = parseKey('publishable', publishableKey);
    if (key === null) throw new ControlError('This is no publishable key.');
    return this.#context.accounts.identify([key]);
  }

  #invoice(id: string): Invoice {
    const invoice = this.#context.store.invoices.get(id);
    if (invoice === undefined) throw new ControlError(`There is no invoice ${id}.`);
    return invoice;
  }

  #chargeback(id: string): Chargeback {
    const chargeback = this.#context.store.chargebacks.get(id);
    if (chargeback === undefined) throw new ControlError(`There is no chargeback ${id}.`);
    return chargeback;
  }
}

/** Validates the URL and wraps the challenge. */
export function toTarget({ url, challenge }: WebhookSetting): WebhookTarget {
  if (!isWebAddress(url)) throw new ControlError('A webhook address begins with http or https.');
  return { url, challenge: challenge === null ? null : new Secret(challenge) };
}
