import { Money, MoneyFormatError } from '../common/money/money.js';
import { SALES_CURRENCY } from '../common/validation/rules.js';

const MAX_ID = 2_147_483_647;

/** Converts the decimal text of the database to minor units; null unless it is above zero. */
export function positiveMinor(text: string): number | null {
  try {
    const { minor } = Money.parse(text, SALES_CURRENCY);
    return minor > 0 ? minor : null;
  } catch (error) {
    if (error instanceof MoneyFormatError) return null;
    throw error;
  }
}

/** Whether a 64-bit row id fits our ids. */
export const fitsOurIds = (text: string): boolean => Number(text) <= MAX_ID;

/** Converts a row id that is known to fit. Ids stay the same, because portals contain them. */
export const integerId = (text: string): number => Number(text);
