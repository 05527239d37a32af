import { FAULTS } from './faults/fault-table.js';
import { OUTCOMES } from './outcomes/outcome-table.js';

/** A phone number with a scripted effect. Only its last six digits matter. */
export interface ScriptedPhone {
  /** In Kopo Kopo's format: `+254700000101`. */
  readonly phone: string;
  /** The outcome or fault, with its name in control calls. */
  readonly name: string;
  readonly what: string;
}

/** A valid Kenyan mobile number needs six more digits after this. */
const PHONE_START = '+254700';

const toPhone = (row: { phoneEnding: string; name: string; what: string }): ScriptedPhone => ({
  phone: `${PHONE_START}${row.phoneEnding}`,
  name: row.name,
  what: row.what,
});

/** The phone number for each outcome of a payment. */
export const OUTCOME_PHONES: readonly ScriptedPhone[] = OUTCOMES.map(toPhone);

/** The phone number for each fault of a prompt. */
export const FAULT_PHONES: readonly ScriptedPhone[] = FAULTS.map(toPhone);

/** Formats these numbers as a table for a terminal, one per line. */
export function phoneTable(phones: readonly ScriptedPhone[]): string {
  const width = Math.max(...phones.map(({ name }) => name.length));
  return phones
    .map(({ phone, name, what }) => `  ${phone}  ${name.padEnd(width)}  ${what}`)
    .join('\n');
}
