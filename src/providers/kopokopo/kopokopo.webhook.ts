import { createHmac, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../../common/crypto/hash.js';
import { type Secret } from '../../common/crypto/secret.js';
import { isJsonObject, storableJson } from '../../common/json/storable-json.js';
import { type WebhookDelivery, type WebhookNotice } from '../payment-provider.js';
import { objectIn, readIncomingPayment, readTillTransaction } from './kopokopo.mapper.js';

type Json = Readonly<Record<string, unknown>>;

const SIGNATURE_HEADER = 'x-kopokopo-signature';
/** HMAC-SHA256 in lower-case hex. */
const SIGNATURE = /^[0-9a-f]{64}$/;

/** Characters of a field that are stored; the rest is cut off. */
const MAX_FIELD_LENGTH = 128;

/** The documented fields of each part of an event, without the names of payers. */
const EVENT_FIELDS = ['topic', 'id', 'resourceId', 'created_at'] as const;
const DATA_FIELDS = ['id', 'type'] as const;
const ATTRIBUTE_FIELDS = ['initiation_time', 'status'] as const;
const METADATA_FIELDS = ['reference'] as const;
const RESOURCE_FIELDS = [
  ...['id', 'reference', 'origination_time', 'reversal_time', 'amount', 'currency', 'till_number'],
  ...['system', 'status', 'sender_phone_number', 'sender_msisdn', 'hashed_sender_phone'],
] as const;
const ERROR_FIELDS = ['code', 'description', 'message'] as const;

/**
 * Parses a webhook: the result of a prompt (a `data` document) or an event with a `topic`. The known
 * fields identify it: whoever forges an event with the id of another one makes another event.
 */
export function readWebhook(body: Json): WebhookNotice {
  const content = storableJson(body) as Json;
  const report = readIncomingPayment(content);
  const transaction = report ? null : readTillTransaction(content);
  const knownFields = isJsonObject(content['data']) ? knownResult(content) : knownEvent(content);
  return {
    kind: report ? 'collection' : transaction ? 'till_transaction' : 'other',
    dedupeKey: sha256Hex(JSON.stringify(report || transaction ? keyOf(knownFields) : [content])),
    invoiceId: report?.invoiceId ?? null,
    reference: report?.reference || null,
    state: report?.state ?? transaction?.type ?? null,
    report,
    transaction,
    body: content,
    knownFields,
  };
}

/** Whether the signature is that of these bytes by this key. */
export function isSigned({ rawBody, headers }: WebhookDelivery, apiKey: Secret): boolean {
  const given = headers[SIGNATURE_HEADER];
  if (typeof given !== 'string' || !SIGNATURE.test(given)) return false;
  const expected = createHmac('sha256', apiKey.reveal()).update(rawBody).digest('hex');
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

/** When an event was created may differ between two deliveries; what it reports does not. */
const keyOf = (known: Json): Json =>
  Object.fromEntries(Object.entries(known).filter(([name]) => name !== 'created_at'));

function knownResult(content: Json): Json {
  const data = objectIn(content, 'data');
  const attributes = objectIn(data, 'attributes');
  const event = objectIn(attributes, 'event');
  return {
    data: {
      ...picked(data, DATA_FIELDS),
      attributes: {
        ...picked(attributes, ATTRIBUTE_FIELDS),
        event: { ...knownResource(event), errors: knownErrors(event['errors']) },
        metadata: picked(objectIn(attributes, 'metadata'), METADATA_FIELDS),
      },
    },
  };
}

const knownEvent = (content: Json): Json => ({
  ...picked(content, EVENT_FIELDS),
  ...(isJsonObject(content['event']) ? { event: knownResource(objectIn(content, 'event')) } : {}),
});

const knownResource = (event: Json): Json => ({
  ...picked(event, ['type']),
  resource: isJsonObject(event['resource'])
    ? picked(objectIn(event, 'resource'), RESOURCE_FIELDS)
    : null,
});

function knownErrors(errors: unknown): unknown {
  const first: unknown = Array.isArray(errors) ? errors[0] : errors;
  return isJsonObject(first) ? [picked(first, ERROR_FIELDS)] : (cut(first) ?? null);
}

function picked(from: Json, names: readonly string[]): Json {
  return Object.fromEntries(
    names.flatMap((name): [string, unknown][] => {
      const value = cut(from[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A short text, a number or null as it is; undefined for anything else. */
function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, MAX_FIELD_LENGTH);
  return typeof value === 'number' || value === null ? value : undefined;
}
