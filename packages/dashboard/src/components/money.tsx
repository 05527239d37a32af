import { type ReactNode } from 'react';
import { formatMoney } from '../format/money.js';

/** An amount of the API, as `KES 1,250.00`, that no line breaks. */
export const Money = ({
  amount,
  currency = 'KES',
}: {
  readonly amount: string;
  readonly currency?: string;
}): ReactNode => <span style={{ whiteSpace: 'nowrap' }}>{formatMoney(amount, currency)}</span>;
