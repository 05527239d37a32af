import { Money, MoneyFormatError } from '../common/money/money.js';
import { SALES_CURRENCY } from '../common/validation/rules.js';

const MAX_ID = 2_147_483_647;

/** Decimal text of the database in minor units; null unless it is more than nothing. */
export function positiveMinor(text: string): number | null {
  try {
    const { minor } = Money.parse(text, SALES_CURRENCY);
    return minor > 0 ? minor : null;
  } catch (error) {
    if (error instanceof MoneyFormatError) return null;
    throw error;
  }
}

/** Whether a row number of 64 bits fits our ids. */
export const fitsOurIds = (text: string): boolean => Number(text) <= MAX_ID;

/** A row number that is known to fit; portals have them written down, so they are kept. */
export const integerId = (text: string): number => Number(text);
