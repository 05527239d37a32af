import { Money } from '../common/money/money.js';
import { ACCOUNT_OF_ATTEMPT } from '../credentials/sealed-account.sql.js';
import { safeInteger } from '../database/columns.js';
import { type KnownAttempt } from '../payments/domain/index.js';

/** The attempt that a webhook is about, with the facts to check the webhook against. */
export interface MatchedAttempt extends KnownAttempt {
  readonly paymentId: string;
  readonly userId: number;
  readonly number: number;
  readonly reference: string;
  readonly asked: Money;
  /** Whether an attempt of another operator has the invoice of the event. */
  readonly isInvoiceOfOthers: boolean;
  /** The sealed webhook secret of the account of the attempt; null when none is set. */
  readonly webhookSecretSealed: string | null;
}

/** A row as the database returns it: `bigint` is text. */
export type MatchedRow = Omit<MatchedAttempt, 'asked'> & {
  readonly amountMinor: string;
  readonly currency: string;
};

const COLUMNS = `
  a.payment_id AS "paymentId", a.user_id AS "userId", a.number, a.reference, a.invoice_id AS "invoiceId",
  a.provider_state AS state, p.status, a.number = p.retry_count + 1 AS "isCurrent",
  p.paid_invoice_id AS "paidInvoiceId", p.contradictions,
  p.amount_minor AS "amountMinor", p.currency, account."webhookSecretSealed"`;
const FROM = `
  FROM payment_attempts a
  JOIN payments p ON p.id = a.payment_id
  LEFT JOIN LATERAL (${ACCOUNT_OF_ATTEMPT}) AS account ON true`;

/**
 * SQL: whether an attempt of another operator than `userId` has the invoice too. Only an attempt's
 * own operator can set its invoice. Each argument is SQL.
 */
export const isInvoiceOfOthers = (provider: string, invoiceId: string, userId: string): string => `
  EXISTS (SELECT FROM payment_attempts other
           WHERE other.provider = ${provider} AND other.environment IN ('sandbox', 'live')
             AND other.invoice_id = ${invoiceId} AND other.user_id <> ${userId})`;

/**
 * SQL that selects the attempt of an event by our reference, else by its invoice. An invoice of
 * several operators matches none. Both environments are listed, so that the index on (provider,
 * environment, invoice_id, user_id) is used. Each argument is SQL.
 */
export const matchedAttempt = (provider: string, invoiceId: string, reference: string): string => `
  SELECT * FROM (
    SELECT 1 AS rank, ${COLUMNS},
           ${isInvoiceOfOthers(provider, invoiceId, 'a.user_id')} AS "isInvoiceOfOthers" ${FROM}
     WHERE a.provider = ${provider} AND a.reference = ${reference}
    UNION ALL
    SELECT 2 AS rank, ${COLUMNS}, false ${FROM}
     WHERE a.provider = ${provider} AND a.environment IN ('sandbox', 'live')
       AND a.invoice_id = ${invoiceId}
       AND NOT ${isInvoiceOfOthers(provider, invoiceId, 'a.user_id')}
  ) AS ranked
  ORDER BY rank LIMIT 1`;

export function matchedFrom({ amountMinor, currency, ...attempt }: MatchedRow): MatchedAttempt {
  return { ...attempt, asked: Money.fromMinor(safeInteger(amountMinor), currency) };
}
