import { ApiError, conflict, invalid } from '../common/errors/api-error.js';

const RETRY_AFTER_SECONDS = '2';

/** The errors of requests with an `Idempotency-Key`. */
export const idempotencyErrors = {
  malformed: (): ApiError =>
    invalid(
      'idempotency_key_malformed',
      'Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID.',
    ),
  keyReused: (): ApiError =>
    new ApiError(
      422,
      'idempotency_key_reused',
      'This Idempotency-Key was used for another request. Use a new key for a new request.',
    ),
  stillRunning: (): ApiError =>
    conflict(
      'idempotency_key_in_use',
      'The first request with this Idempotency-Key is still running. Ask again in a moment.',
      { headers: { 'Retry-After': RETRY_AFTER_SECONDS } },
    ),
  takenOver: (): ApiError =>
    conflict(
      'idempotency_key_taken_over',
      'This request took too long, and the same request was sent again meanwhile.',
    ),
} as const;
