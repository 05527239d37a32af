const AMOUNT = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<cents>\d{1,2}))?$/;

/**
 * An amount as everybody reads it: `KES 1,250.00`. The text of the API is never turned into a
 * floating-point number.
 * @param amount as the API gives it: `1250.00`
 */
export function formatMoney(amount: string, currency = 'KES'): string {
  const { sign, whole, cents } = parts(amount);
  return `${sign === '' ? '' : '−'}${currency} ${grouped(whole)}.${cents}`;
}

/** The sum of amounts of one currency, as text with two decimals. */
export function sumMoney(amounts: readonly string[]): string {
  const total = amounts.reduce((sum, amount) => sum + centsOf(amount), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(3, '0');
  return `${total < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** An amount in cents; for comparing and charts. */
export function centsOf(amount: string): bigint {
  const { sign, whole, cents } = parts(amount);
  return BigInt(`${sign}${whole}${cents}`);
}

function parts(amount: string): { sign: string; whole: string; cents: string } {
  const { sign = '', whole, cents = '' } = AMOUNT.exec(amount)?.groups ?? {};
  if (whole === undefined) throw new RangeError(`Not an amount: ${amount}`);
  return { sign, whole, cents: cents.padEnd(2, '0') };
}

const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
