import { type Changes, type Mishap, postJson, type Scheduler, type Struck } from 'simulator-core';
import { type Behaviour } from '../behaviour.js';
import { type Stamps } from '../engine/stamps.js';
import { type Account, type WebhookTarget } from '../model/account.js';
import { type Attempt, type Delivery, type EventKind } from './delivery.js';
import { type WebhookFaults } from './webhook-faults.js';

const MINUTE_MS = 60_000;
/** The first two delays are IntaSend's; the later ones are unpublished, but known to grow. */
const RETRY_GAPS_MS = [5, 20, 60, 180, 360].map((minutes) => minutes * MINUTE_MS);
/** More failed requests in a row than this switch the webhook off. */
const FAILURES_BORNE = 20;
/** The fee in a repeated event, which differs from that in the first one. */
const OTHER_CHARGES = '0.01';
const WRONG_CHALLENGE = 'not-what-was-agreed-on';

/** An event for a merchant. */
export interface WebhookEvent {
  readonly kind: EventKind;
  readonly body: Readonly<Record<string, unknown>>;
  readonly invoiceId: string | null;
  /** True: sent at once, even while the previous event is being sent. */
  readonly isConcurrent?: boolean;
}

/** A delivery with its secret part: the body with the challenge. */
interface Message {
  readonly delivery: Delivery;
  readonly json: string;
  /** The fault of the first attempt; later ones succeed. */
  readonly mishap: Mishap | null;
  /** Aborted when the simulator is reset or stopped. */
  readonly stop: AbortSignal;
}

/** The parts that the sender needs. */
export interface SenderParts {
  readonly behaviour: Readonly<Behaviour>;
  readonly scheduler: Scheduler;
  readonly stamps: Stamps;
  readonly changes: Changes;
  readonly faults: WebhookFaults;
  readonly struck: Struck;
  /** The time limit of a receiver, in real milliseconds. */
  readonly timeoutMs: number;
  readonly log: (line: string) => void;
}

/**
 * Delivers events as IntaSend does: JSON with the challenge in the body and no signature, up to six
 * attempts with growing delays, and none after too many failures in a row until someone switches
 * the webhook on again.
 */
export class WebhookSender {
  /** The receiver for accounts without their own. */
  defaultTarget: WebhookTarget | null = null;
  readonly #parts: SenderParts;
  #deliveries: Delivery[] = [];
  /** The first attempt of the latest event of each invoice, to keep the order. */
  readonly #lastSent = new Map<string, Promise<void>>();
  #stop = new AbortController();
  #inFlight = 0;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** All events so far, oldest first. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** The number of requests that are running or wait for the previous one. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Resolves when no request is running. Retries may still be scheduled. */
  async settled(): Promise<void> {
    await this.#parts.changes.waitFor(() => this.#inFlight === 0);
  }

  /** Sends an event. Resolves after the first attempt, whatever its result. */
  async send(account: Account, event: WebhookEvent): Promise<void> {
    const { behaviour, faults, scheduler, struck } = this.#parts;
    const target = account.webhook === undefined ? this.defaultTarget : account.webhook;
    if (target === null || !behaviour.webhooks) return;
    const isConcurrent = event.isConcurrent ?? false;
    const script = faults.faultOf(event.body);
    if (script !== undefined) struck.add('webhook', script.fault);
    const told = (changes: Partial<Message> = {}): Promise<void> =>
      this.#firstAttempt({ ...this.#messageOf(account, event, target), ...changes }, isConcurrent);

    switch (script?.fault) {
      case undefined:
        return told();
      case 'lost':
        this.#messageOf(account, event, target).delivery.state = 'lost';
        return;
      case 'twice': {
        const again = { ...event, body: { ...event.body, charges: OTHER_CHARGES } };
        const second = this.#messageOf(account, again, target);
        await Promise.all([told(), this.#attempt(second)]);
        return;
      }
      case 'late': {
        const message = this.#messageOf(account, event, target);
        scheduler.after(script.delayMs ?? MINUTE_MS, () => void this.#attempt(message));
        return;
      }
      case 'cut':
      case 'unheard':
        return told({ mishap: script.fault });
      case 'wrong_challenge':
        return told({ json: JSON.stringify({ ...event.body, challenge: WRONG_CHALLENGE }) });
    }
  }

  /**
   * Does what IntaSend's support does: switches the webhook on and resets the count of failures.
   */
  switchOn(account: Account): void {
    account.failuresInARow = 0;
    account.isWebhookOn = true;
  }

  /** Aborts all running requests and removes all deliveries. */
  clear(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#deliveries = [];
    this.#lastSent.clear();
  }

  #messageOf(account: Account, event: WebhookEvent, target: WebhookTarget): Message {
    const delivery: Delivery = {
      number: this.#deliveries.length + 1,
      account,
      kind: event.kind,
      invoiceId: event.invoiceId,
      url: target.url,
      body: event.body,
      state: 'pending',
      attempts: [],
    };
    this.#deliveries.push(delivery);
    const json = JSON.stringify(withChallenge(event.body, target));
    return { delivery, json, mishap: null, stop: this.#stop.signal };
  }

  async #firstAttempt(message: Message, isConcurrent: boolean): Promise<void> {
    const key = message.delivery.invoiceId;
    if (key === null || isConcurrent || this.#parts.behaviour.delivery === 'concurrent') {
      return this.#attempt(message);
    }
    const before = this.#lastSent.get(key) ?? Promise.resolve();
    this.#inFlight += 1;
    const sent = before.then(() => {
      this.#inFlight -= 1;
      return this.#attempt(message);
    });
    this.#lastSent.set(key, sent);
    return sent;
  }

  async #attempt(message: Message): Promise<void> {
    const { changes, stamps, timeoutMs, log } = this.#parts;
    const { delivery, json, stop } = message;
    const mishap = delivery.attempts.length === 0 ? message.mishap : null;
    if (!delivery.account.isWebhookOn) delivery.state = 'switched_off';
    else if (!isCut(stop)) {
      this.#inFlight += 1;
      const at = stamps.next();
      const result = await postJson(delivery.url, json, { timeoutMs, stop, mishap });
      this.#inFlight -= 1;
      log(`webhook ${describe(delivery)} -> ${result.status ?? result.error ?? 'no answer'}`);
      if (!isCut(stop)) this.#record(message, { at, ...result });
    }
    changes.emit();
  }

  #record(message: Message, attempt: Attempt): void {
    const { delivery } = message;
    const { account } = delivery;
    delivery.attempts.push(attempt);
    if (this.#isDelivered(attempt.status)) {
      delivery.state = 'delivered';
      account.failuresInARow = 0;
      return;
    }
    account.failuresInARow += 1;
    if (account.failuresInARow > FAILURES_BORNE) account.isWebhookOn = false;
    this.#planRetry(message);
  }

  #planRetry(message: Message): void {
    const { delivery } = message;
    const gapMs = RETRY_GAPS_MS[delivery.attempts.length - 1];
    if (gapMs === undefined) {
      delivery.state = 'given_up';
      return;
    }
    this.#parts.scheduler.after(gapMs, () => {
      void this.#attempt(message);
    });
  }

  #isDelivered(status: number | null): boolean {
    if (status === null) return false;
    return this.#parts.behaviour.deliveredBy === 'any_2xx'
      ? status >= 200 && status < 300
      : status === 200 || status === 201;
  }
}

/** A custom event may have a challenge of its own, such as a wrong one. */
function withChallenge(body: WebhookEvent['body'], { challenge }: WebhookTarget): object {
  return challenge === null || 'challenge' in body
    ? body
    : { ...body, challenge: challenge.reveal() };
}

/** Read again each time, because it changes while a request is running. */
function isCut(stop: AbortSignal): boolean {
  return stop.aborted;
}

function describe(delivery: Delivery): string {
  const state = delivery.body['state'];
  return [delivery.kind, delivery.invoiceId, typeof state === 'string' ? state : null]
    .filter((word) => word !== null)
    .join(' ');
}
