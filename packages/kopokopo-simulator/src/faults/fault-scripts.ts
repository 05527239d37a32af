import {
  type Fault,
  type FaultDetails,
  type Limited,
  type Random,
  Scripts,
  strikes,
} from 'simulator-core';
import { faultOfPhone, type FaultName, makeFault } from './fault-table.js';

/** The parts of the API that can have faults. */
export const ENDPOINTS = ['token', 'stk', 'status', 'subscriptions'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** The requests that fail, and how. An absent condition matches all. */
export interface FaultScript extends FaultDetails, Limited {
  readonly fault: FaultName;
  readonly endpoint?: Endpoint | undefined;
  /** The last digits of the payer's phone number, or the whole number. */
  readonly phone?: string | undefined;
  /** The beginning of `metadata.reference`. */
  readonly reference?: string | undefined;
  /** The probability that a matching request fails, from 0 to 1; default 1. */
  readonly probability?: number | undefined;
}

/** The facts about a request that are known before it is executed. */
export interface RequestSubject {
  readonly endpoint: Endpoint;
  readonly phone: string;
  readonly reference: string;
}

/** Decides whether a request fails. */
export class FaultScripts extends Scripts<FaultScript> {
  readonly #random: Random;

  constructor(random: Random) {
    super();
    this.#random = random;
  }

  /** Returns the fault of this request, if any, and uses its script once. */
  faultOf(subject: RequestSubject): Fault | null {
    const script = this.take(
      (each) => fits(each, subject) && strikes(this.#random, each.probability),
    );
    if (script !== undefined) return makeFault(script.fault, script);
    const name = subject.endpoint === 'stk' ? faultOfPhone(subject.phone) : undefined;
    return name === undefined ? null : makeFault(name, {});
  }
}

const fits = (script: FaultScript, subject: RequestSubject): boolean =>
  (script.endpoint ?? subject.endpoint) === subject.endpoint &&
  subject.phone.endsWith(script.phone ?? '') &&
  subject.reference.startsWith(script.reference ?? '');
