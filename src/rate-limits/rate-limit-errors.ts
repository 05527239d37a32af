import { ApiError, temporarilyUnavailable } from '../common/errors/api-error.js';

/** For the examples of the API document. */
export const SOME_WAIT_MS = 30_000;

const rateLimited =
  (message: string) =>
  (waitMs: number): ApiError =>
    new ApiError(429, 'rate_limited', message, {
      headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) },
    });

/** 429 by the exceeded limit. `waitMs` is the time until its window ends. */
export const tooMany = {
  prompts: rateLimited(
    'Too many payment prompts to this phone number. Wait a few minutes and try again.',
  ),
  salesOfDevice: rateLimited(
    'Too many payments from this device. Wait a few minutes and try again.',
  ),
  salesOfNetwork: rateLimited(
    'Too many payments from this network. Wait a few minutes and try again.',
  ),
  linksOfDevice: rateLimited(
    'Too many payment links from this device are still unpaid. Use one of them, or try again later.',
  ),
  linksOfOperator: rateLimited(
    'Too many payment links of this seller are still unpaid. Pay by a prompt on the phone, or try again later.',
  ),
  requests: rateLimited('Too many requests from this network. Wait a few minutes and try again.'),
  logins: rateLimited('Too many failed logins. Wait a while and try again.'),
  reconnects: rateLimited('Too many wrong codes or receipts. Wait a few minutes and try again.'),
  tickets: rateLimited('Too many logins with this access. Wait a few minutes and try again.'),
  passwordMails: rateLimited('Too many requests for a new password. Try again later.'),
  logos: rateLimited('Too many logos were uploaded. Wait a few minutes and try again.'),
  events: rateLimited('Too many requests for events. Wait a moment, and ask every few seconds.'),
  registrations: rateLimited('Too many registrations from this network. Try again later.'),
} as const;

/** 503: an attempt that cannot be counted is refused. */
export const countingUnavailable = temporarilyUnavailable;
