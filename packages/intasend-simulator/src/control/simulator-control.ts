import { Secret } from '../secret.js';
import { isWebAddress } from '../api/fields.js';
import { type Behaviour } from '../behaviour.js';
import { type SimulatorContext } from '../context.js';
import { type Remaining } from '../engine/scripts.js';
import { type FaultScript } from '../faults/fault-scripts.js';
import { type Strike } from '../faults/struck.js';
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

/** A control call that names something that is not there or makes no sense. */
export class ControlError extends Error {}

/** Where events are to go. A null challenge sends none. */
export interface WebhookSetting {
  readonly url: string;
  readonly challenge: string | null;
}

/** How an account's webhook is doing. */
export interface WebhookHealth {
  readonly isOn: boolean;
  readonly failuresInARow: number;
}

/**
 * What a test, a demo or a person may do behind the merchant's back: script what goes
 * wrong, decide how payments end, look into the books and move time.
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

  /** Lets requests fail; scripts are tried in the order they were added. */
  addFault(script: FaultScript): void {
    this.#context.faults.add(script);
  }

  /** The faults still to come, with how often each may still strike. */
  faults(): readonly Remaining<FaultScript>[] {
    return this.#context.faults.list();
  }

  /** Takes all scripted faults back. */
  clearFaults(): void {
    this.#context.faults.clear();
  }

  /** Lets events go wrong on their way; scripts are tried in the order they were added. */
  addWebhookFault(script: WebhookFaultScript): void {
    this.#context.webhookFaults.add(script);
  }

  /** The faults of events still to come, with how often each may still strike. */
  webhookFaults(): readonly Remaining<WebhookFaultScript>[] {
    return this.#context.webhookFaults.list();
  }

  /** Takes all scripted faults of events back. */
  clearWebhookFaults(): void {
    this.#context.webhookFaults.clear();
  }

  /** What has gone wrong so far, and how often: what a test that lets chance rule can report. */
  struck(): readonly Strike[] {
    return this.#context.struck.list();
  }

  /** Decides how the payments that fit the rule will go. */
  addOutcome(rule: OutcomeRule): void {
    this.#context.outcomeRules.add(rule);
  }

  /** Decides how the next payments will go, one after the other, whoever makes them. */
  nextOutcomes(...outcomes: OutcomeName[]): void {
    for (const outcome of outcomes) this.addOutcome({ outcome });
  }

  /** Takes all outcome rules back. */
  clearOutcomes(): void {
    this.#context.outcomeRules.clear();
  }

  /** Changes some switches for everyone, and returns all of them. */
  behave(changes: Partial<Behaviour>): Readonly<Behaviour> {
    return Object.assign(this.#context.behaviour, changes);
  }

  /** Sets where events go: of one account, or without a key of all that have no setting of their own. */
  setWebhook(setting: WebhookSetting | null, publishableKey?: string): void {
    const target = setting === null ? null : toTarget(setting);
    if (publishableKey === undefined) this.#context.sender.defaultTarget = target;
    else this.#account(publishableKey).webhook = target;
  }

  /** Switches an account's webhook on again, as IntaSend's support would. */
  switchWebhookOn(publishableKey: string): void {
    this.#context.sender.switchOn(this.#account(publishableKey));
  }

  /** Whether an account's webhook is on, and how many deliveries have failed in a row. */
  webhookHealth(publishableKey: string): WebhookHealth {
    const account = this.#account(publishableKey);
    return { isOn: account.isWebhookOn, failuresInARow: account.failuresInARow };
  }

  /** Sends an event of the caller's making, or a piece of noise, to an account's address. */
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
   * Makes two keys a pair, or gives an account a new key in place of an old one. Not
   * needed for new keys with the same suffix.
   */
  registerAccount(publishableKey: string, secretKey: string): void {
    const publishable = parseKey('publishable', publishableKey);
    const secret = parseKey('secret', secretKey);
    if (publishable === null || secret === null) throw new ControlError('These are no keys.');
    this.#context.accounts.pair(publishable, secret);
  }

  /** Says whether IntaSend has approved the business; while not, its STK pushes get 403. */
  setEligible(publishableKey: string, isEligible: boolean): void {
    this.#account(publishableKey).isEligible = isEligible;
  }

  /** Makes every request with this key fail with 401, until {@link acceptKey}. */
  refuseKey(key: string): void {
    this.#context.accounts.refuse(key);
  }

  /** Takes {@link refuseKey} back. */
  acceptKey(key: string): void {
    this.#context.accounts.accept(key);
  }

  /**
   * The ledger: every invoice of every account, oldest first, with its state and the money that was
   * really taken. With a reference only those that bear it.
   */
  invoices(apiRef?: string): InvoiceView[] {
    return [...this.#context.store.invoices.values()]
      .filter((invoice) => apiRef === undefined || invoice.apiRef === apiRef)
      .map(invoiceView);
  }

  /** All the money that was taken, oldest invoice first. The truth that a merchant's rows must meet. */
  books(): BookEntry[] {
    return [...this.#context.store.invoices.values()].flatMap(bookEntries);
  }

  /** How many payments have not come to their end yet; one that never finishes is not waited for. */
  unfinished(): number {
    return this.#context.lifecycle.unfinished;
  }

  /** Every event sent or tried to be sent, oldest first. */
  deliveries(): DeliveryView[] {
    return this.#context.sender.deliveries.map(deliveryView);
  }

  /** Ends an invoice now, paid. What was planned for it is dropped. */
  complete(invoiceId: string, payment: Payment = {}): void {
    this.#finish(invoiceId, { afterMs: 0, state: 'COMPLETE', payment });
  }

  /** Ends an invoice now, not paid. What was planned for it is dropped. */
  fail(invoiceId: string, failure?: Partial<Failure>): void {
    const usual: Failure = { reason: 'Request cancelled by user', code: '-1' };
    this.#finish(invoiceId, { afterMs: 0, state: 'FAILED', failure: { ...usual, ...failure } });
  }

  /** Decides a refund request and tells the merchant. */
  settleChargeback(id: string, status: ChargebackStatus, resolution: string | null = null): void {
    settleChargeback(this.#context, this.#chargeback(id), status, resolution);
    this.#context.changes.emit();
  }

  /** Simulated time. */
  now(): Date {
    return new Date(this.#context.scheduler.nowMs());
  }

  /** Moves simulated time on and lets everything happen that falls due, deliveries included. */
  async advance(ms: number): Promise<void> {
    await this.#context.scheduler.advance(ms, () => this.#context.sender.settled());
  }

  /** Moves simulated time on until nothing is planned any more. */
  async fastForward(): Promise<void> {
    const { scheduler, sender } = this.#context;
    await sender.settled();
    for (;;) {
      const waitMs = scheduler.untilNextMs();
      if (waitMs === undefined) return;
      await this.advance(waitMs);
    }
  }

  /** Resolves when nothing is planned and no delivery is out. With speed 0, move time yourself. */
  async untilIdle(): Promise<void> {
    const { changes, scheduler, sender } = this.#context;
    await changes.waitFor(() => scheduler.pending === 0 && sender.inFlight === 0);
  }

  /**
   * Resolves with what `probe` returns once that is not undefined, null or false. It is
   * looked at now and after every change in the simulator; rejects when that stops.
   */
  waitFor<T>(probe: () => T | undefined | null | false): Promise<T> {
    return this.#context.changes.waitFor(probe);
  }

  /** Back to how it started: no accounts, no invoices, no scripts, nothing planned. */
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

/** Checks the address and hides the challenge. */
export function toTarget({ url, challenge }: WebhookSetting): WebhookTarget {
  if (!isWebAddress(url)) throw new ControlError('A webhook address begins with http or https.');
  return { url, challenge: challenge === null ? null : new Secret(challenge) };
}
