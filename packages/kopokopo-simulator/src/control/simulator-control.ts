import { type Remaining, type Strike } from 'simulator-core';
import { type SimulatorContext } from '../context.js';
import { type FaultScript } from '../faults/fault-scripts.js';
import { type ApplicationKeys } from '../model/applications.js';
import { readCents } from '../model/money.js';
import {
  type IncomingPayment,
  type PhoneShown,
  tillDigits,
  type Transaction,
} from '../model/records.js';
import { type OutcomeRule } from '../outcomes/outcome-rules.js';
import { type OutcomeName } from '../outcomes/outcome-table.js';
import { type WebhookFaultScript } from '../webhooks/webhook-faults.js';
import {
  type BookEntry,
  bookEntry,
  type DeliveryView,
  deliveryView,
  type PaymentView,
  paymentView,
} from './views.js';

/** A control call names something that does not exist, or is invalid. */
export class ControlError extends Error {}

/** A payment that a customer makes to a till by themselves. */
export interface TillPayment {
  readonly till: string;
  readonly phone: string;
  /** A number or a text, such as `50.00`. */
  readonly amount: number | string;
  readonly phoneShown?: PhoneShown | undefined;
}

/**
 * The controls of the simulator for tests, demos and people: script faults, decide how payments
 * end, pay tills, read the books and move the simulated time.
 */
export class SimulatorControl {
  readonly #context: SimulatorContext;

  constructor(context: SimulatorContext) {
    this.#context = context;
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

  /** Switches all webhooks off or on. */
  switchWebhooks(isOn: boolean): void {
    this.#context.sender.isOn = isOn;
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

  /** Adds an application, or replaces its keys. Not needed for keys with names of the convention. */
  registerApplication(keys: ApplicationKeys): void {
    this.#context.applications.register(keys);
  }

  /** Refuses every request for a token by this client, until {@link acceptClient}. */
  refuseClient(clientId: string): void {
    this.#context.applications.refuse(clientId);
  }

  /** Reverses {@link refuseClient}. */
  acceptClient(clientId: string): void {
    this.#context.applications.accept(clientId);
  }

  /** Ends all access tokens at once. */
  endTokens(): void {
    this.#context.tokens.revoke();
  }

  /** Sets how long later tokens live, in simulated seconds. */
  setTokenSeconds(seconds: number): void {
    this.#context.tokens.seconds = seconds;
  }

  /** Every prompt of every application, oldest first. With a reference, only those with it. */
  payments(reference?: string): PaymentView[] {
    return [...this.#context.store.payments.values()]
      .map(paymentView)
      .filter((payment) => reference === undefined || payment.reference === reference);
  }

  /** All money that tills have received, oldest first. A merchant's records must match it. */
  books(): BookEntry[] {
    const { transactions, payments } = this.#context.store;
    return [...transactions.values()].map((each) =>
      bookEntry(each, payments.get(each.incomingPaymentId ?? '')),
    );
  }

  /** The number of payments that are not final yet, without those that never end. */
  unfinished(): number {
    return this.#context.lifecycle.unfinished;
  }

  /** All webhooks, including failed ones, oldest first. */
  deliveries(): DeliveryView[] {
    return this.#context.sender.deliveries.map(deliveryView);
  }

  /** Makes a payment paid now. Its scheduled changes are dropped. */
  complete(paymentId: string): void {
    const step = { afterMs: 0, status: 'Success', payment: {} };
    this.#context.lifecycle.finish(this.#payment(paymentId), step);
    this.#context.changes.emit();
  }

  /** Makes a payment fail now. Its scheduled changes are dropped. */
  fail(paymentId: string, error = 'Request cancelled by user'): void {
    const step = { afterMs: 0, status: 'Failed', error };
    this.#context.lifecycle.finish(this.#payment(paymentId), step);
    this.#context.changes.emit();
  }

  /** A customer pays a till without a prompt. Resolves after the first attempts to tell of it. */
  async payTill({ till, phone, amount, phoneShown = 'full' }: TillPayment): Promise<BookEntry> {
    const cents = readCents(amount);
    if (cents === null || cents === 0) throw new ControlError('This is no amount.');
    const { tills, changes } = this.#context;
    const transaction = tills.receive({
      till: tillDigits(till),
      phone: phone.startsWith('+') ? phone : `+${phone}`,
      payer: { firstName: 'Jane', lastName: 'Doe' },
      amount: cents,
      currency: 'KES',
      phoneShown,
      incomingPaymentId: null,
    });
    await tills.tell('received', transaction);
    changes.emit();
    return bookEntry(transaction, undefined);
  }

  /** Takes money back from a till. Resolves after the first attempts to tell of it. */
  async reverse(receipt: string): Promise<void> {
    await this.#context.tills.reverse(this.#transaction(receipt));
    this.#context.changes.emit();
  }

  /** Tells about money at a till again, as a new event. */
  async tellAgain(receipt: string): Promise<void> {
    await this.#context.tills.tell('received', this.#transaction(receipt));
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

  /** Resolves when nothing is scheduled and no delivery is running. */
  async untilIdle(): Promise<void> {
    const { changes, scheduler, sender } = this.#context;
    await changes.waitFor(() => scheduler.pending === 0 && sender.inFlight === 0);
  }

  /** Resolves with the result of `probe` once it is not undefined, null or false. */
  waitFor<T>(probe: () => T | undefined | null | false): Promise<T> {
    return this.#context.changes.waitFor(probe);
  }

  /** Resets the simulator: no applications, no payments, no scripts, nothing scheduled. */
  reset(): void {
    const { scheduler, sender, lifecycle, store, applications, tokens } = this.#context;
    const { faults, webhookFaults, struck, outcomeRules, changes } = this.#context;
    for (const part of [scheduler, sender, lifecycle, store, applications]) part.clear();
    for (const part of [faults, webhookFaults, struck, outcomeRules]) part.clear();
    tokens.revoke();
    changes.emit();
  }

  #payment(id: string): IncomingPayment {
    const payment = this.#context.store.payments.get(id);
    if (payment === undefined) throw new ControlError(`There is no payment ${id}.`);
    return payment;
  }

  #transaction(receipt: string): Transaction {
    const all = [...this.#context.store.transactions.values()];
    const transaction = all.find((each) => each.receipt === receipt);
    if (transaction === undefined) throw new ControlError(`There is no receipt ${receipt}.`);
    return transaction;
  }
}
