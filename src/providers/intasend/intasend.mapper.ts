import { sha256Hex } from '../../common/crypto/hash.js';
import { Secret } from '../../common/crypto/secret.js';
import { isJsonObject, storableJson } from '../../common/json/storable-json.js';
import { Money } from '../../common/money/money.js';
import { type ProviderReport, type WebhookNotice } from '../payment-provider.js';
import { failureOf } from './intasend.failures.js';

type Json = Readonly<Record<string, unknown>>;

/** Longer than any id or word that IntaSend sends; what is longer is none of theirs. */
const LONGEST_WORD = 128;

const EARLIEST_MS = Date.UTC(2000, 0);
const LATEST_MS = Date.UTC(2200, 0);

/**
 * An invoice as IntaSend sends it, nested in answers or flat in events, in any of the shapes it
 * has had since 2020: ids as `invoice_id` or `id`, text or integer; money as text or number; keys
 * missing. Null when it names no invoice.
 */
export function readInvoice(value: unknown): ProviderReport | null {
  if (!isJsonObject(value)) return null;
  const invoiceId = word(value.invoice_id) ?? word(value.id);
  const state = word(value.state);
  if (invoiceId === null || state === null) return null;
  const outcome = outcomeOf(state);
  return {
    invoiceId,
    reference: word(value.api_ref) ?? '',
    outcome,
    state,
    amount: Money.parseLenient(value.value, value.currency),
    receipt: receiptOf(value, outcome),
    failure:
      outcome === 'failed'
        ? failureOf(state, text(value.failed_reason), word(value.failed_code))
        : null,
    at: moment(value.updated_at),
  };
}

/**
 * The customer's receipt. What `provider_ref` holds on a failed invoice is not known, and a receipt
 * there would count as money that was taken: only `mpesa_reference` says so for sure.
 */
const receiptOf = (invoice: Json, outcome: ProviderReport['outcome']): string | null =>
  word(invoice.mpesa_reference) ?? (outcome === 'failed' ? null : word(invoice.provider_ref));

/** Only an explicit success is a success and only an explicit failure a failure. */
export function outcomeOf(state: string): ProviderReport['outcome'] {
  switch (state.trim().toUpperCase()) {
    case 'COMPLETE':
    case 'COMPLETED':
      return 'paid';
    // Listed by IntaSend, and not final; but money has left the customer, which must not vanish.
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
 * Reads a webhook. IntaSend's events have no type and no id: their keys tell the kinds apart, and
 * invoice, state and time together tell one delivery from another.
 */
export function readWebhook(body: Json): WebhookNotice {
  const { challenge, ...rest } = body;
  const content = storableJson(rest) as Json;
  const kind = kindOf(content);
  const invoiceId = word(content.invoice_id);
  const state = word(content.state);
  const isCollection = kind === 'collection';
  return {
    kind,
    dedupeKey: sha256Hex(
      JSON.stringify(isCollection ? [invoiceId, state, word(content.updated_at)] : content),
    ),
    invoiceId: isCollection ? invoiceId : null,
    reference: isCollection ? word(content.api_ref) : null,
    state,
    challenge: typeof challenge === 'string' && challenge !== '' ? new Secret(challenge) : null,
    report: isCollection ? readInvoice(content) : null,
    body: content,
    knownFields: knownFieldsOf(content),
  };
}

/**
 * What IntaSend's events are made of: collections, then send-money and chargeback events. Together
 * with {@link LONGEST_KEPT} this keeps an event below 4 kB.
 */
const KNOWN_FIELDS = [
  ...['invoice_id', 'id', 'state', 'provider', 'charges', 'net_amount', 'currency', 'value'],
  ...['account', 'api_ref', 'clearing_status', 'mpesa_reference', 'provider_ref', 'host'],
  ...['retry_count', 'failed_reason', 'failed_code', 'created_at', 'updated_at'],
  ...['file_id', 'tracking_id', 'batch_reference', 'status', 'status_code', 'paid_amount'],
  ...['chargeback_id', 'session_id', 'amount', 'reason'],
] as const;
/** Characters that are kept of one field. */
const LONGEST_KEPT = 128;

const knownFieldsOf = (content: Json): Json =>
  Object.fromEntries(
    KNOWN_FIELDS.flatMap((name): [string, unknown][] => {
      const value = content[name];
      if (typeof value === 'string') return [[name, value.slice(0, LONGEST_KEPT)]];
      return typeof value === 'number' || value === null ? [[name, value]] : [];
    }),
  );

function kindOf(content: Json): WebhookNotice['kind'] {
  if ('chargeback_id' in content) return 'chargeback';
  if (word(content.invoice_id) !== null && word(content.state) !== null) return 'collection';
  if ('file_id' in content || 'transactions' in content) return 'payout';
  return 'other';
}

/** Short text or an integer as text; null for anything else, also for empty text. */
export function word(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const filled = text(value);
  return filled !== null && filled.length <= LONGEST_WORD ? filled : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** A time that IntaSend can mean; the database could not even store some others. */
function moment(value: unknown): Date | null {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return milliseconds >= EARLIEST_MS && milliseconds < LATEST_MS ? new Date(milliseconds) : null;
}
