import { type Random, strikes } from '../engine/random.js';
import { type Limited, type Remaining, Scripts } from '../engine/scripts.js';
import { type Fault, type FaultDetails } from './fault.js';
import { faultOfPhone, type FaultName, makeFault } from './fault-table.js';

/** The parts of the API that can fail on their own. */
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

/** Which requests are to fail, and how. An absent condition does not restrict. */
export interface FaultScript extends FaultDetails, Limited {
  readonly fault: FaultName;
  readonly endpoint?: Endpoint | undefined;
  /** The last digits of the payer's phone number, or all of it. */
  readonly phone?: string | undefined;
  /** How the merchant's reference begins. */
  readonly apiRef?: string | undefined;
  /** The chance of a request that fits, from 0 to 1; default 1. */
  readonly probability?: number | undefined;
}

/** What is known of a request before it is carried out. */
export interface RequestSubject {
  readonly endpoint: Endpoint;
  readonly phone: string;
  readonly apiRef: string;
}

/** Decides for each request whether it fails. */
export class FaultScripts {
  readonly #random: Random;
  readonly #scripts = new Scripts<FaultScript>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Adds a script behind those that are there. */
  add(script: FaultScript): void {
    this.#scripts.add(script);
  }

  /** Takes all scripts back. */
  clear(): void {
    this.#scripts.clear();
  }

  /** The scripts that have not been used up, with how often each may still strike. */
  list(): readonly Remaining<FaultScript>[] {
    return this.#scripts.list();
  }

  /** The fault for this request, if any; uses up a script. */
  take(subject: RequestSubject): Fault | null {
    const script = this.#scripts.take(
      (each) => fits(each, subject) && strikes(this.#random, each.probability),
    );
    return script === undefined ? this.#byPhone(subject) : makeFault(script.fault, script);
  }

  /** Only a push fails by its phone number: a later question about the payment must not. */
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
