import { type Limited, type Random, Scripts, strikes } from 'simulator-core';

/** The faults of webhooks, which do not affect the payments they report. */
export const WEBHOOK_FAULTS = [
  { name: 'lost', what: 'never sent, and never tried again' },
  { name: 'twice', what: 'sent twice at the same time' },
  {
    name: 'late',
    what: 'sent a simulated minute late, so that what happened after it is told first',
  },
  { name: 'cut', what: 'the connection is cut half-way through the body; tried again later' },
  { name: 'unheard', what: 'arrives, but its answer is lost; counts as failed and is sent again' },
  { name: 'wrong_signature', what: 'arrives signed with another key' },
  { name: 'unsigned', what: 'arrives without a signature' },
] as const;

/** The name of such a fault. */
export type WebhookFaultName = (typeof WEBHOOK_FAULTS)[number]['name'];

/** `incoming_payment` for results of prompts, else the topic of the event. */
export type WebhookTopic = string;

/** The webhooks that fail, and how. An absent condition matches all. */
export interface WebhookFaultScript extends Limited {
  readonly fault: WebhookFaultName;
  /** `incoming_payment`, or the topic of an event. */
  readonly topic?: WebhookTopic | undefined;
  /** The last digits of the payer's phone number, or the whole number. */
  readonly phone?: string | undefined;
  /** The probability that a matching webhook fails, from 0 to 1; default 1. */
  readonly probability?: number | undefined;
  /** The delay of `late`, in simulated milliseconds; default a minute. */
  readonly delayMs?: number | undefined;
}

/** Decides whether a webhook fails. */
export class WebhookFaults extends Scripts<WebhookFaultScript> {
  readonly #random: Random;

  constructor(random: Random) {
    super();
    this.#random = random;
  }

  /** Returns the fault of a webhook, if any, and uses its script once. */
  faultOf(webhook: { topic: WebhookTopic; phone: string }): WebhookFaultScript | undefined {
    return this.take(
      ({ topic, phone = '', probability }) =>
        (topic ?? webhook.topic) === webhook.topic &&
        webhook.phone.endsWith(phone) &&
        strikes(this.#random, probability),
    );
  }
}
