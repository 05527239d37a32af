import { HttpException } from '@nestjs/common';
import { ApiError } from '../errors/api-error.js';
import { inLanguage, type Language } from '../language/language.js';

/** Codes and messages of errors that the framework raises, by status. */
const FRAMEWORK_ERRORS = {
  400: { code: 'bad_request', message: 'The request could not be read. Check its syntax.' },
  404: { code: 'not_found', message: 'There is nothing at this path. Check the address.' },
  405: { code: 'method_not_allowed', message: 'This path does not answer that method.' },
  413: { code: 'body_too_large', message: 'The body is too large: at most 100 kB are accepted.' },
  415: {
    code: 'unsupported_media_type',
    message: 'The media type, character set or encoding of the body is not supported.',
  },
} as const;

/** The response to an unexpected error. It reveals nothing about the cause. */
export const crash = (): ApiError =>
  new ApiError(
    500,
    'internal_error',
    'Something went wrong on our side. Try again, and quote the request id if it goes on.',
  );

/** The error for a status that the framework or a parser raised. */
export function frameworkError(status: keyof typeof FRAMEWORK_ERRORS, cause?: unknown): ApiError {
  const { code, message } = FRAMEWORK_ERRORS[status];
  return new ApiError(status, code, message, { cause });
}

/** How `body-parser` and `http-errors` mark their errors. */
interface MiddlewareError {
  readonly status: number;
}

/**
 * Converts any thrown value to an {@link ApiError}. Anything other than our own errors and plain
 * client errors of the framework becomes a 500 that reveals nothing about its cause.
 */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const status = statusOf(thrown);
  if (isKnown(status)) return frameworkError(status, thrown);
  if (status >= 400 && status < 500) {
    return new ApiError(status, 'bad_request', 'The request could not be read.', { cause: thrown });
  }
  return crash();
}

const isKnown = (status: number): status is keyof typeof FRAMEWORK_ERRORS =>
  status in FRAMEWORK_ERRORS;

/** The headers of an error response. */
export const errorHeaders = (
  { message, details }: ApiError,
  language: Language,
): Readonly<Record<string, string>> => ({
  ...details.headers,
  'Content-Language': inLanguage(message, language).language,
});

/** The body of every error response. The code is the same in every language. */
export const errorBody = (
  { message, code, details: { paymentId, fields, accessClaim } }: ApiError,
  requestId: string | undefined,
  language: Language = 'en',
) => ({
  error: inLanguage(message, language).text,
  code,
  request_id: requestId,
  ...(paymentId === undefined ? {} : { payment_id: paymentId }),
  ...(fields === undefined ? {} : { fields }),
  ...(accessClaim === undefined ? {} : { access_claim: accessClaim.reveal() }),
});

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  return isMiddlewareError(thrown) ? thrown.status : 500;
}

function isMiddlewareError(thrown: unknown): thrown is MiddlewareError {
  return (
    thrown instanceof Error &&
    'status' in thrown &&
    typeof thrown.status === 'number' &&
    'expose' in thrown
  );
}
