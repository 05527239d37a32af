/** Money in the simulator is whole cents. JSON amounts are never used in arithmetic. */
export type Cents = number;

/** Why an amount in a request cannot be read. */
export type AmountFault = 'invalid' | 'max_decimal_places';

const DECIMAL = /^-?\d{1,12}(?:\.(\d*))?$/;

/** Reads a JSON number or a decimal string; never rounds. */
export function parseCents(value: unknown): Cents | AmountFault {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return 'invalid';
  const match = DECIMAL.exec(text.trim());
  if (match === null) return 'invalid';
  if ((match[1] ?? '').length > 2) return 'max_decimal_places';
  return Math.round(Number(text) * 100);
}

/** `2000` → `"20.00"`. */
export function centsAsText(cents: Cents): string {
  return (cents / 100).toFixed(2);
}

/** `2000` → `20`, for fields that IntaSend sends as JSON numbers. */
export function centsAsNumber(cents: Cents): number {
  return cents / 100;
}

/** Rounds up to whole shillings, because M-Pesa does not support cents. */
export function wholeShillings(cents: Cents): Cents {
  return Math.ceil(cents / 100) * 100;
}
