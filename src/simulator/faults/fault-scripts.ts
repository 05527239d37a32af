import { type Random } from '../engine/random.js';
import { usesOf } from '../engine/uses.js';
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
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** Which requests are to fail, and how. An absent condition does not restrict. */
export interface FaultScript extends FaultDetails {
  readonly fault: FaultName;
  readonly endpoint?: Endpoint | undefined;
  /** The last digits of the payer's phone number, or all of it. */
  readonly phone?: string | undefined;
  /** How the merchant's reference begins. */
  readonly apiRef?: string | undefined;
  /** For how many requests; default 1. */
  readonly times?: number | 'forever' | undefined;
  /** The chance of a request that fits, from 0 to 1; default 1. */
  readonly probability?: number | undefined;
}

/** What is known of a request before it is carried out. */
export interface RequestSubject {
  readonly endpoint: Endpoint;
  readonly phone: string;
  readonly apiRef: string;
}

interface ActiveScript {
  readonly script: FaultScript;
  left: number;
}

/** Chance is drawn in parts of this. */
const FINENESS = 1_000_000;

/** Decides for each request whether it fails. */
export class FaultScripts {
  readonly #random: Random;
  #scripts: ActiveScript[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Adds a script behind those that are there. */
  add(script: FaultScript): void {
    this.#scripts.push({ script, left: usesOf(script.times) });
  }

  /** Takes all scripts back. */
  clear(): void {
    this.#scripts = [];
  }

  /** The scripts that have not been used up, with how often each may still strike. */
  list(): readonly { readonly script: FaultScript; readonly left: number }[] {
    return this.#scripts.map(({ script, left }) => ({ script, left }));
  }

  /** The fault for this request, if any; uses up a script. */
  take(subject: RequestSubject): Fault | null {
    const active = this.#scripts.find(
      ({ script }) => fits(script, subject) && this.#strikes(script),
    );
    if (active === undefined) return this.#byPhone(subject);
    active.left -= 1;
    this.#scripts = this.#scripts.filter(({ left }) => left > 0);
    return makeFault(active.script.fault, active.script);
  }

  /** Only a push fails by its phone number: a later question about the payment must not. */
  #byPhone({ endpoint, phone }: RequestSubject): Fault | null {
    const name = endpoint === 'stk' ? faultOfPhone(phone) : undefined;
    return name === undefined ? null : makeFault(name, {});
  }

  #strikes({ probability = 1 }: FaultScript): boolean {
    return probability >= 1 || this.#random.int(FINENESS) < probability * FINENESS;
  }
}

function fits(script: FaultScript, subject: RequestSubject): boolean {
  return (
    (script.endpoint ?? subject.endpoint) === subject.endpoint &&
    subject.phone.endsWith(script.phone ?? '') &&
    subject.apiRef.startsWith(script.apiRef ?? '')
  );
}
