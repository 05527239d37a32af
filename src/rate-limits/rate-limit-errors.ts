import { ApiError } from '../common/errors/api-error.js';

const TRY_AGAIN_SECONDS = 5;

/** 429: too many; `message` says of what, and `waitMs` when there is a new allowance. */
export const rateLimited = (message: string, waitMs: number): ApiError =>
  new ApiError(429, 'rate_limited', message, {
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) },
  });

/** 503: attempts that cannot be counted cannot be allowed. */
export const countingUnavailable = (cause: unknown): ApiError =>
  new ApiError(
    503,
    'temporarily_unavailable',
    'This is not possible at the moment. Please try again shortly.',
    { cause, headers: { 'Retry-After': String(TRY_AGAIN_SECONDS) } },
  );
