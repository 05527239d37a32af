/** What may go wrong with one call. */
export interface CallFault {
  /** How many calls pass before it; default 0. */
  readonly after?: number;
  /** The calls that it is about, such as `PUT /rest/ip/hotspot/user`: the beginning of one. */
  readonly on?: string;
  /** `lose_answer`: the call is carried out, and the connection is cut before the answer. */
  readonly kind: 'lose_answer' | 'fail';
}

/** The state of the way to a router, and of its REST service. */
export class Faults {
  /** Milliseconds that every answer takes. */
  delayMs = 0;
  /** Whether calls are taken and never answered. */
  isSilent = false;
  private planned: (CallFault & { after: number })[] = [];

  /** Plans a fault for one call. */
  plan(fault: CallFault): void {
    this.planned.push({ ...fault, after: fault.after ?? 0 });
  }

  /** The fault of this call, which is then over. */
  of(call: string): CallFault | undefined {
    for (const fault of this.planned) {
      if (!call.startsWith(fault.on ?? '')) continue;
      if (fault.after > 0) {
        fault.after -= 1;
        continue;
      }
      this.planned = this.planned.filter((each) => each !== fault);
      return fault;
    }
    return undefined;
  }
}
