import { type Limited, type Random, Scripts, strikes } from 'simulator-core';

/** The faults of webhooks, which do not affect the payments they report. */
export const WEBHOOK_FAULTS = [
  { name: 'lost', what: 'never sent, and never tried again' },
  { name: 'twice', what: 'sent twice at the same time, the second time with other charges' },
  {
    name: 'late',
    what: 'sent a simulated minute late, so that what happened after it is told first',
  },
  { name: 'cut', what: 'the connection is cut half-way through the body; tried again later' },
  { name: 'unheard', what: 'arrives, but its answer is lost; counts as failed and is sent again' },
  { name: 'wrong_challenge', what: 'arrives with another challenge than the one agreed on' },
] as const;

/** The name of such a fault. */
export type WebhookFaultName = (typeof WEBHOOK_FAULTS)[number]['name'];

/** The events that fail, and how. An absent condition matches all. */
export interface WebhookFaultScript extends Limited {
  readonly fault: WebhookFaultName;
  /** The state in the event, in IntaSend's spelling, such as `COMPLETE`. */
  readonly state?: string | undefined;
  /** The last digits of the payer's phone number, or the whole number. */
  readonly phone?: string | undefined;
  /** The beginning of the merchant's reference. */
  readonly apiRef?: string | undefined;
  /** The probability that a matching event fails, from 0 to 1; default 1. */
  readonly probability?: number | undefined;
  /** The delay of `late`, in simulated milliseconds; default a minute. */
  readonly delayMs?: number | undefined;
}

/** Decides whether an event fails. */
export class WebhookFaults extends Scripts<WebhookFaultScript> {
  readonly #random: Random;

  constructor(random: Random) {
    super();
    this.#random = random;
  }

  /** Returns the fault of an event with this body, if any, and uses its script once. */
  faultOf(body: Readonly<Record<string, unknown>>): WebhookFaultScript | undefined {
    const account = wordOf(body['account']);
    const reference = wordOf(body['api_ref']);
    return this.take(
      ({ state, phone = '', apiRef = '', probability }) =>
        (state === undefined || state === body['state']) &&
        account.endsWith(phone) &&
        reference.startsWith(apiRef) &&
        strikes(this.#random, probability),
    );
  }
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');
