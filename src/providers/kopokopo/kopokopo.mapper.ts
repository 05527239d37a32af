import { isJsonObject } from '../../common/json/storable-json.js';
import { Money } from '../../common/money/money.js';
import { parseKenyanMobile } from '../../common/phone/phone.js';
import { type ProviderReport, type TillTransaction } from '../payment-provider.js';
import { tillDigits } from './kopokopo.credentials.js';
import { failureText } from './kopokopo.errors.js';
import { failureOf } from './kopokopo.failures.js';

type Json = Readonly<Record<string, unknown>>;

/** Longer than any id or state of Kopo Kopo; longer values are ignored. */
const MAX_TEXT_LENGTH = 128;

const EARLIEST_MS = Date.UTC(2000, 0);
const LATEST_MS = Date.UTC(2200, 0);

/** What `resource.status` says of money that was received. */
const RECEIVED = /^(received|complete|completed|success)$/i;

/** The topics of money at a till. */
const TILL_TOPICS: ReadonlyMap<unknown, TillTransaction['type']> = new Map([
  ['buygoods_transaction_received', 'received'],
  ['buygoods_transaction_reversed', 'reversed'],
]);

/**
 * Reads the document about a prompt, which is the same in the answer to a status query and in the
 * result callback: `{ data: { id, attributes: { status, event, metadata } } }`. Null when it is
 * none.
 */
export function readIncomingPayment(document: unknown): ProviderReport | null {
  const data = objectIn(document, 'data');
  const attributes = objectIn(data, 'attributes');
  const id = shortText(data['id']);
  const state = shortText(attributes['status']);
  if (data['type'] !== 'incoming_payment' || id === null || state === null) return null;
  const event = objectIn(attributes, 'event');
  const resource = objectIn(event, 'resource');
  const outcome = outcomeOf(state, resource);
  return {
    invoiceId: id,
    reference: shortText(objectIn(attributes, 'metadata')['reference']) ?? '',
    outcome,
    state,
    amount: Money.parseLenient(resource['amount'], resource['currency']),
    receipt: receiptIn(resource),
    failure: outcome === 'failed' ? failureIn(event['errors']) : null,
    // Only the time of the money is known. The others have the time of the request, which is older.
    at: outcome === 'paid' ? parseTime(resource['origination_time']) : null,
  };
}

/** Only the documented success and failure are final; other states are open. */
function outcomeOf(state: string, resource: Json): ProviderReport['outcome'] {
  if (state === 'Failed') return 'failed';
  if (state !== 'Success') return 'open';
  return isReceived(resource) ? 'paid' : 'open';
}

/** Whether the money was received, as far as the status of the money itself is given. */
function isReceived({ status }: Json): boolean {
  if (status === undefined) return true;
  return typeof status === 'string' && RECEIVED.test(status);
}

function failureIn(errors: unknown): ProviderReport['failure'] {
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  return failureOf(failureText(errors), shortText(isJsonObject(first) ? first['code'] : null));
}

/** Reads an event about money at a till. Null when it is about something else. */
export function readTillTransaction(body: Json): TillTransaction | null {
  const type = TILL_TOPICS.get(body['topic']);
  const resource = objectIn(objectIn(body, 'event'), 'resource');
  const receipt = receiptIn(resource);
  const till = shortText(resource['till_number']);
  if (type === undefined || receipt === null || till === null) return null;
  if (type === 'received' && !isReceived(resource)) return null;
  const phone = shortText(resource['sender_phone_number'] ?? resource['sender_msisdn']);
  return {
    type,
    id: shortText(resource['id']) ?? shortText(body['resourceId']) ?? receipt,
    till: tillDigits(till),
    amount: Money.parseLenient(resource['amount'], resource['currency']),
    receipt,
    phone: phone === null ? null : parseKenyanMobile(phone),
    hashedPhone: shortText(resource['hashed_sender_phone']),
    at: parseTime((type === 'reversed' ? resource['reversal_time'] : null) ?? originTime(resource)),
  };
}

/** The receipt of the money, in capitals: the same one must look the same in each report. */
const receiptIn = (resource: Json): string | null =>
  shortText(resource['reference'])?.toUpperCase() ?? null;

const originTime = (resource: Json): unknown => resource['origination_time'];

/** An object in an object; an empty one when there is none. */
export function objectIn(value: unknown, name: string): Json {
  const found = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(found) ? found : {};
}

/** Reads a short string or an integer as a string; null for anything else, and for empty text. */
export function shortText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const text = typeof value === 'string' ? value.trim() : '';
  return text !== '' && text.length <= MAX_TEXT_LENGTH ? text : null;
}

/** Parses a plausible time. PostgreSQL cannot store some others. */
function parseTime(value: unknown): Date | null {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return milliseconds >= EARLIEST_MS && milliseconds < LATEST_MS ? new Date(milliseconds) : null;
}
