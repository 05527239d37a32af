/** An amount of money in hundredths. */
export type Cents = number;

const AMOUNT = /^(\d{1,9})(?:\.(\d{1,2})0*)?$/;

/** Reads the amount of a request, a number or a text; null for anything else. */
export function readCents(value: unknown): Cents | null {
  const text = typeof value === 'number' ? String(value) : value;
  const match = typeof text === 'string' ? AMOUNT.exec(text) : null;
  if (match === null) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** Writes an amount as Kopo Kopo does, with at least one decimal: `100.0`, `99.5`, `0.25`. */
export function amountText(cents: Cents): string {
  const [whole, decimals] = [Math.floor(cents / 100), String(cents % 100).padStart(2, '0')];
  return `${whole}.${decimals.replace(/0$/, '')}`;
}

/** Writes an amount with two decimals, for the control calls: `100.00`. */
export const centsText = (cents: Cents): string =>
  `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
