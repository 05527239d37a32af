import { constantTimeEqual, sha256Hex } from '../../common/crypto/hash.js';
import { type Secret } from '../../common/crypto/secret.js';
import { isJsonObject, storableJson } from '../../common/json/storable-json.js';
import { Money } from '../../common/money/money.js';
import {
  type ProviderReport,
  type ReportedCharges,
  type WebhookNotice,
} from '../payment-provider.js';
import { failureOf } from './intasend.failures.js';

type Json = Readonly<Record<string, unknown>>;

/** Longer than any id or state of IntaSend; longer values are ignored. */
const MAX_TEXT_LENGTH = 128;

const EARLIEST_MS = Date.UTC(2000, 0);
const LATEST_MS = Date.UTC(2200, 0);

/**
 * Reads an invoice, nested in a response or flat in an event, in any of the shapes that IntaSend has
 * sent since 2020: the id as `invoice_id` or `id`, a string or an integer; money as a string or a
 * number; keys missing. Null without an invoice id.
 */
export function readInvoice(value: unknown): ProviderReport | null {
  if (!isJsonObject(value)) return null;
  const invoiceId = shortText(value.invoice_id) ?? shortText(value.id);
  const state = shortText(value.state);
  if (invoiceId === null || state === null) return null;
  const outcome = outcomeOf(state);
  return {
    invoiceId,
    reference: shortText(value.api_ref) ?? '',
    outcome,
    state,
    amount: Money.parseLenient(value.value, value.currency),
    receipt: receiptOf(value, outcome),
    charges: outcome === 'paid' ? chargesOf(value) : null,
    failure:
      outcome === 'failed'
        ? failureOf(state, text(value.failed_reason), shortText(value.failed_code))
        : null,
    at: parseTime(value.updated_at),
  };
}

/**
 * The fee and what remains of the money. Until an invoice is complete IntaSend reports no fee as 0.
 * The two need not add up to the collected value: IntaSend rounds them.
 */
function chargesOf({ charges, net_amount, currency }: Json): ReportedCharges | null {
  const fee = Money.parseLenient(charges, currency);
  const net = Money.parseLenient(net_amount, currency);
  return fee && net && { fee, net };
}

/**
 * The customer's M-Pesa receipt. A receipt on a failed invoice means that money was taken, and only
 * `mpesa_reference` is certain to be one: what a failed invoice has in `provider_ref` is unknown.
 */
const receiptOf = (invoice: Json, outcome: ProviderReport['outcome']): string | null =>
  shortText(invoice.mpesa_reference) ??
  (outcome === 'failed' ? null : shortText(invoice.provider_ref));

/** Maps a state. Only explicit successes and failures are final; unknown states are open. */
export function outcomeOf(state: string): ProviderReport['outcome'] {
  switch (state.trim().toUpperCase()) {
    case 'COMPLETE':
    case 'COMPLETED':
      return 'paid';
    // Not final, but the customer has paid something, and that must be visible to the operator.
    case 'PARTIAL':
      return 'part_paid';
    case 'FAILED':
    case 'CANCELLED':
    case 'CANCELED':
      return 'failed';
    default:
      return 'open';
  }
}

/**
 * Parses a webhook. IntaSend's events have no type and no id: their keys tell the kind, and invoice,
 * state and time together identify an event.
 */
export function readWebhook(body: Json): WebhookNotice {
  const rest: Record<string, unknown> = { ...body };
  delete rest['challenge'];
  const content = storableJson(rest) as Json;
  const kind = kindOf(content);
  const invoiceId = shortText(content.invoice_id);
  const state = shortText(content.state);
  const isCollection = kind === 'collection';
  return {
    kind,
    dedupeKey: sha256Hex(
      JSON.stringify(isCollection ? [invoiceId, state, shortText(content.updated_at)] : content),
    ),
    invoiceId: isCollection ? invoiceId : null,
    reference: isCollection ? shortText(content.api_ref) : null,
    state,
    report: isCollection ? readInvoice(content) : null,
    transaction: null,
    body: content,
    knownFields: knownFieldsOf(content),
  };
}

/** IntaSend signs nothing: it repeats the challenge of its dashboard in the body of each webhook. */
export const hasChallenge = ({ challenge }: Json, expected: Secret): boolean =>
  typeof challenge === 'string' &&
  challenge !== '' &&
  constantTimeEqual(expected.reveal(), challenge);

/**
 * The documented fields of collection, send-money and chargeback events. Together with
 * {@link MAX_FIELD_LENGTH} this limits an event to 4 kB.
 */
const KNOWN_FIELDS = [
  ...['invoice_id', 'id', 'state', 'provider', 'charges', 'net_amount', 'currency', 'value'],
  ...['account', 'api_ref', 'clearing_status', 'mpesa_reference', 'provider_ref', 'host'],
  ...['retry_count', 'failed_reason', 'failed_code', 'created_at', 'updated_at'],
  ...['file_id', 'tracking_id', 'batch_reference', 'status', 'status_code', 'paid_amount'],
  ...['chargeback_id', 'session_id', 'amount', 'reason'],
] as const;
/** Characters of a field that are stored; the rest is cut off. */
const MAX_FIELD_LENGTH = 128;

const knownFieldsOf = (content: Json): Json =>
  Object.fromEntries(
    KNOWN_FIELDS.flatMap((name): [string, unknown][] => {
      const value = content[name];
      if (typeof value === 'string') return [[name, value.slice(0, MAX_FIELD_LENGTH)]];
      return typeof value === 'number' || value === null ? [[name, value]] : [];
    }),
  );

function kindOf(content: Json): WebhookNotice['kind'] {
  if ('chargeback_id' in content) return 'chargeback';
  if (shortText(content.invoice_id) !== null && shortText(content.state) !== null)
    return 'collection';
  if ('file_id' in content || 'transactions' in content) return 'payout';
  return 'other';
}

/** Reads a short string or an integer as a string; null for anything else, and for empty text. */
export function shortText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const filled = text(value);
  return filled !== null && filled.length <= MAX_TEXT_LENGTH ? filled : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** Parses a plausible time. PostgreSQL cannot store some others. */
function parseTime(value: unknown): Date | null {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return milliseconds >= EARLIEST_MS && milliseconds < LATEST_MS ? new Date(milliseconds) : null;
}
