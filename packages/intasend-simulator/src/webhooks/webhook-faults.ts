import { type Random, strikes } from '../engine/random.js';
import { type Limited, type Remaining, Scripts } from '../engine/scripts.js';

/** What can go wrong with an event on its way, whatever becomes of the payment it tells of. */
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

/** Which events are to go wrong, and how. An absent condition does not restrict. */
export interface WebhookFaultScript extends Limited {
  readonly fault: WebhookFaultName;
  /** IntaSend's word for the state that the event tells of, such as `COMPLETE`. */
  readonly state?: string | undefined;
  /** The last digits of the payer's phone number, or all of it. */
  readonly phone?: string | undefined;
  /** How the merchant's reference begins. */
  readonly apiRef?: string | undefined;
  /** The chance of an event that fits, from 0 to 1; default 1. */
  readonly probability?: number | undefined;
  /** How late `late` is, in simulated milliseconds; default a minute. */
  readonly delayMs?: number | undefined;
}

/** Decides for each event whether something goes wrong with it. */
export class WebhookFaults {
  readonly #random: Random;
  readonly #scripts = new Scripts<WebhookFaultScript>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Adds a script behind those that are there. */
  add(script: WebhookFaultScript): void {
    this.#scripts.add(script);
  }

  /** Takes all scripts back. */
  clear(): void {
    this.#scripts.clear();
  }

  /** The scripts that have not been used up, with how often each may still strike. */
  list(): readonly Remaining<WebhookFaultScript>[] {
    return this.#scripts.list();
  }

  /** What goes wrong with an event of this body, if anything; uses up a script. */
  take(body: Readonly<Record<string, unknown>>): WebhookFaultScript | undefined {
    const account = wordOf(body['account']);
    const reference = wordOf(body['api_ref']);
    return this.#scripts.take(
      ({ state, phone = '', apiRef = '', probability }) =>
        (state === undefined || state === body['state']) &&
        account.endsWith(phone) &&
        reference.startsWith(apiRef) &&
        strikes(this.#random, probability),
    );
  }
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');
