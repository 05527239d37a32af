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
export const ENDPOINTS = [
  'stk',
  'checkout',
  'checkout_details',
  'status',
  'estimate',
  'invoices',
  'chargebacks',
  'paymentlinks',
  'customers',
  'wallets',
  'send_money',
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** The requests that fail, and how. An absent condition matches all. */
export interface FaultScript extends FaultDetails, Limited {
  readonly fault: FaultName;
  readonly endpoint?: Endpoint | undefined;
  /** The last digits of the payer's phone number, or the whole number. */
  readonly phone?: string | undefined;
  /** The beginning of the merchant's reference. */
  readonly apiRef?: string | undefined;
  /** The probability that a matching request fails, from 0 to 1; default 1. */
  readonly probability?: number | undefined;
}

/** The facts about a request that are known before it is executed. */
export interface RequestSubject {
  readonly endpoint: Endpoint;
  readonly phone: string;
  readonly apiRef: string;
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
    return script === undefined ? this.#byPhone(subject) : makeFault(script.fault, script);
  }

  /** Only a push fails because of its phone number; later queries about the payment must not. */
  #byPhone({ endpoint, phone }: RequestSubject): Fault | null {
    const name = endpoint === 'stk' ? faultOfPhone(phone) : undefined;
    return name === undefined ? null : makeFault(name, {});
  }
}

function fits(script: FaultScript, subject: RequestSubject): boolean {
  return (
    (script.endpoint ?? subject.endpoint) === subject.endpoint &&
    subject.phone.endsWith(script.phone ?? '') &&
    subject.apiRef.startsWith(script.apiRef ?? '')
  );
}
