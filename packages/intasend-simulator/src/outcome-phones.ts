import { FAULTS } from './faults/fault-table.js';
import { OUTCOMES } from './outcomes/outcome-table.js';

/** A phone number that makes something happen; every number with the same last six digits does. */
export interface ScriptedPhone {
  /** As IntaSend wants it: `254700000101`. */
  readonly phone: string;
  /** The outcome or fault, as control calls name it. */
  readonly name: string;
  readonly what: string;
}

/** A valid Kenyan mobile number needs six more digits after this. */
const PHONE_START = '254700';

/** Who to prompt for which end of a payment. */
export const OUTCOME_PHONES: readonly ScriptedPhone[] = OUTCOMES.map(toPhone);

/** Whose STK push meets which fault. */
export const FAULT_PHONES: readonly ScriptedPhone[] = FAULTS.map(toPhone);

/** A table of such numbers for a terminal, one a line. */
export function phoneTable(phones: readonly ScriptedPhone[]): string {
  const width = Math.max(...phones.map(({ name }) => name.length));
  return phones
    .map(({ phone, name, what }) => `  ${phone}  ${name.padEnd(width)}  ${what}`)
    .join('\n');
}

function toPhone(row: { phoneEnding: string; name: string; what: string }): ScriptedPhone {
  return { phone: `${PHONE_START}${row.phoneEnding}`, name: row.name, what: row.what };
}
