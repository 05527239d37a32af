import { createHmac } from 'node:crypto';
import { type Changes, type Mishap, postJson, type Scheduler, type Struck } from 'simulator-core';
import { type Application } from '../model/applications.js';
import { type WebhookFaults } from './webhook-faults.js';

const MINUTE_MS = 60_000;
/** Kopo Kopo does not publish when it tries again. These are an assumption. */
const RETRY_GAPS_MS = [1, 5, 30].map((minutes) => minutes * MINUTE_MS);
const ANOTHER_KEY = 'not the API key of this application';

/** A webhook for a merchant. */
export interface Webhook {
  readonly application: Application;
  readonly url: string;
  /** `incoming_payment` or the topic. */
  readonly topic: string;
  /** The payer's phone, for scripts. */
  readonly phone: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type DeliveryState = 'pending' | 'delivered' | 'given_up' | 'lost';

/** The delivery of a webhook. */
export interface Delivery extends Webhook {
  readonly number: number;
  state: DeliveryState;
  /** Null when there was no response. */
  readonly attempts: { readonly status: number | null; readonly error: string | null }[];
}

interface Message {
  readonly delivery: Delivery;
  readonly json: string;
  readonly signature: string | null;
  /** The fault of the first attempt; later ones succeed. */
  readonly mishap: Mishap | null;
  /** Aborted when the simulator is reset or stopped. */
  readonly stop: AbortSignal;
}

/** The parts that the sender needs. */
export interface SenderParts {
  readonly scheduler: Scheduler;
  readonly changes: Changes;
  readonly faults: WebhookFaults;
  readonly struck: Struck;
  /** The time limit of a receiver, in real milliseconds. */
  readonly timeoutMs: number;
  readonly log: (line: string) => void;
}

/** The signature of a body, as the header has it. */
export const signatureOf = (json: string, apiKey: string): string =>
  createHmac('sha256', apiKey).update(json).digest('hex');

/** Delivers webhooks, signed with the API key of their application. */
export class WebhookSender {
  /** False: no webhook is sent to anyone. */
  isOn = true;
  readonly #parts: SenderParts;
  #deliveries: Delivery[] = [];
  #stop = new AbortController();
  #inFlight = 0;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** All webhooks so far, oldest first. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** The number of requests that are running. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Resolves when no request is running. Retries may still be scheduled. */
  async settled(): Promise<void> {
    await this.#parts.changes.waitFor(() => this.#inFlight === 0);
  }

  /** Sends a webhook. Resolves after the first attempt, whatever its result. */
  async send(webhook: Webhook): Promise<void> {
    if (!this.isOn) return;
    const { faults, scheduler, struck } = this.#parts;
    const script = faults.faultOf(webhook);
    if (script !== undefined) struck.add('webhook', script.fault);
    const message = this.#messageOf(webhook);
    switch (script?.fault) {
      case undefined:
        return this.#attempt(message);
      case 'lost':
        message.delivery.state = 'lost';
        return;
      case 'twice':
        await Promise.all([this.#attempt(message), this.#attempt(this.#messageOf(webhook))]);
        return;
      case 'late':
        scheduler.after(script.delayMs ?? MINUTE_MS, () => void this.#attempt(message));
        return;
      case 'cut':
      case 'unheard':
        return this.#attempt({ ...message, mishap: script.fault });
      case 'wrong_signature':
        return this.#attempt({ ...message, signature: signatureOf(message.json, ANOTHER_KEY) });
      case 'unsigned':
        return this.#attempt({ ...message, signature: null });
    }
  }

  /** Aborts all running requests and removes all deliveries. */
  clear(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#deliveries = [];
    this.isOn = true;
  }

  #messageOf(webhook: Webhook): Message {
    const number = this.#deliveries.length + 1;
    const delivery: Delivery = { ...webhook, number, state: 'pending', attempts: [] };
    this.#deliveries.push(delivery);
    const json = JSON.stringify(webhook.body);
    return {
      delivery,
      json,
      signature: signatureOf(json, webhook.application.apiKey.reveal()),
      mishap: null,
      stop: this.#stop.signal,
    };
  }

  async #attempt(message: Message): Promise<void> {
    const { changes, timeoutMs, log } = this.#parts;
    const { delivery, json, signature, stop } = message;
    if (stop.aborted) return;
    this.#inFlight += 1;
    const result = await postJson(delivery.url, json, {
      timeoutMs,
      stop,
      mishap: delivery.attempts.length === 0 ? message.mishap : null,
      headers: signature === null ? {} : { 'X-KopoKopo-Signature': signature },
    });
    this.#inFlight -= 1;
    log(`webhook ${delivery.topic} -> ${result.status ?? result.error ?? 'no answer'}`);
    if (!isAborted(stop)) this.#record(message, result);
    changes.emit();
  }

  #record(message: Message, result: Delivery['attempts'][number]): void {
    const { delivery } = message;
    delivery.attempts.push(result);
    if (result.status !== null && result.status >= 200 && result.status < 300) {
      delivery.state = 'delivered';
      return;
    }
    const gapMs = RETRY_GAPS_MS[delivery.attempts.length - 1];
    if (gapMs === undefined) delivery.state = 'given_up';
    else this.#parts.scheduler.after(gapMs, () => void this.#attempt(message));
  }
}

/** Read again each time, because it changes while a request is running. */
const isAborted = (stop: AbortSignal): boolean => stop.aborted;
