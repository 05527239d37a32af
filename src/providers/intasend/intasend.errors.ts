import { isJsonObject } from '../../common/json/storable-json.js';
import {
  type ProviderError,
  ProviderNotSent,
  ProviderOutcomeUnknown,
  ProviderRefused,
  ProviderThrottled,
} from '../provider-errors.js';
import { type RawAnswer } from '../provider-http.js';
import { retryAfterMs } from '../retry-after.js';

const MAX_REASON_LENGTH = 300;

/** Maps an error response to one of the provider errors. */
export function errorOfAnswer(answer: RawAnswer): ProviderError {
  const { status, json } = answer;
  const reason = reasonOf(json) ?? `HTTP ${status}`;
  if (status === 429) return new ProviderThrottled(reason, retryAfterMs(answer));
  if (status === 503) return new ProviderNotSent(reason, retryAfterMs(answer));
  if (status === 401) return new ProviderRefused(reason, 'credentials');
  if (status === 403) {
    // A 403 in HTML comes from the firewall before IntaSend (error 1106 and others). Nothing was
    // sent, and the keys are not the cause. IntaSend itself answers in JSON.
    return json === undefined
      ? new ProviderNotSent('a firewall before the provider refused the connection (HTTP 403)')
      : new ProviderRefused(reason, 'credentials');
  }
  const isRefusal = status >= 400 && status < 500 && status !== 408;
  return isRefusal ? new ProviderRefused(reason) : new ProviderOutcomeUnknown(reason);
}

/**
 * Finds the reason in an error body of any known shape: `{errors:[{detail, attr}]}`, `{detail}`, or
 * messages keyed by field. Null when there is none.
 */
export function reasonOf(json: unknown): string | null {
  if (!isJsonObject(json)) return null;
  const reason = detailOfErrors(json.errors) ?? filledText(json.detail) ?? messagesByField(json);
  return reason === null ? null : reason.slice(0, MAX_REASON_LENGTH);
}

function detailOfErrors(errors: unknown): string | null {
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (!isJsonObject(first)) return null;
  const detail = filledText(first.detail);
  const field = filledText(first.attr);
  return detail !== null && field !== null ? `${field}: ${detail}` : detail;
}

function messagesByField(json: Record<string, unknown>): string | null {
  const parts = Object.entries(json).flatMap(([field, messages]) => {
    const first = filledText(Array.isArray(messages) ? messages[0] : messages);
    return first === null || field === 'type' ? [] : [`${field}: ${first}`];
  });
  return parts.length === 0 ? null : parts.join('; ');
}

const filledText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
