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
    // Kopo Kopo answers in JSON. A page comes from a firewall before it and says nothing about keys.
    return json === undefined
      ? new ProviderNotSent('a firewall before the provider refused the connection (HTTP 403)')
      : new ProviderRefused(reason, 'credentials');
  }
  const isRefusal = status >= 400 && status < 500 && status !== 408;
  return isRefusal ? new ProviderRefused(reason) : new ProviderOutcomeUnknown(reason);
}

/**
 * Maps how a request for a token ended without a token. The call that needed the token was not sent,
 * whatever happened to this request.
 */
export function errorOfToken(answer: RawAnswer): ProviderError {
  const error = errorOfAnswer(answer);
  // OAuth answers 400 or 401 when it does not accept a client.
  if (error instanceof ProviderRefused) return new ProviderRefused(error.reason, 'credentials');
  return error instanceof ProviderNotSent ? error : withoutToken(error);
}

/** An error that left open whether a token was made: the call that needed it was not sent. */
export const withoutToken = (error: ProviderError): ProviderNotSent =>
  error instanceof ProviderNotSent
    ? error
    : new ProviderNotSent(
        `no access token (${error instanceof ProviderOutcomeUnknown ? error.reason : error.message})`,
      );

/**
 * Finds the reason in an error body of a known shape: `{error_code, error_message}`, OAuth's
 * `{error, error_description}`, or `errors` as a text or a list. Null when there is none.
 */
export function reasonOf(json: unknown): string | null {
  if (!isJsonObject(json)) return null;
  const reason =
    filledText(json['error_message']) ??
    filledText(json['error_description']) ??
    failureText(json['errors']) ??
    filledText(json['error']) ??
    filledText(json['message']);
  return reason === null ? null : reason.slice(0, MAX_REASON_LENGTH);
}

/** Reads `errors`: a text, a list of texts, or, in older documents, a list of descriptions. */
export function failureText(errors: unknown): string | null {
  const first: unknown = Array.isArray(errors) ? errors[0] : errors;
  return filledText(isJsonObject(first) ? (first['description'] ?? first['message']) : first);
}

const filledText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
