import { ApiError, unauthenticated } from '../common/errors/api-error.js';
import { type RefreshRefusal } from './refresh-refusal.js';

const BEARER = 'Bearer realm="lipafi"';
const INVALID_TOKEN = `${BEARER}, error="invalid_token"`;
const PUBLIC_KEY = 'PublicKey realm="lipafi", Bearer realm="lipafi"';

/** The 401 answers of the contract, each with its text. */
export const authErrors = {
  tokenMissing: (): ApiError =>
    unauthenticated(
      'token_required',
      'An access token is required. Log in and send it in the Authorization header as Bearer <token>.',
      BEARER,
    ),
  tokenInvalid: (): ApiError =>
    unauthenticated(
      'token_invalid',
      'The access token is invalid or has expired. Refresh it or log in again.',
      INVALID_TOKEN,
    ),
  userDisabled: (): ApiError =>
    unauthenticated('user_disabled', 'User account is disabled.', BEARER),
  invalidCredentials: (): ApiError =>
    unauthenticated('invalid_credentials', 'Invalid credentials', BEARER),
  invalidApiKeys: (): ApiError => unauthenticated('invalid_api_keys', 'Invalid API keys', BEARER),
  refreshTokenUnknown: (): ApiError =>
    unauthenticated(
      'refresh_token_invalid',
      'The refresh token is invalid. Log in again.',
      INVALID_TOKEN,
    ),
  refreshTokenReused: (): ApiError =>
    unauthenticated(
      'refresh_token_reused',
      'The refresh token was used before, so its login has ended. Log in again.',
      INVALID_TOKEN,
    ),
  refreshTokenExpired: (): ApiError =>
    unauthenticated(
      'refresh_token_expired',
      'The refresh token has expired. Log in again.',
      INVALID_TOKEN,
    ),
  /** The same error for an unknown, expired or used token, and for a disabled operator. */
  resetTokenInvalid: (): ApiError =>
    unauthenticated(
      'reset_token_invalid',
      'The token to set a new password is wrong, was used or has expired. Ask for a new one.',
      INVALID_TOKEN,
    ),
  sessionEnded: (): ApiError =>
    unauthenticated('session_ended', 'This login has ended. Log in again.', INVALID_TOKEN),
  sessionCookieMissing: (): ApiError =>
    unauthenticated(
      'session_cookie_missing',
      'This browser is not logged in. Log in first.',
      BEARER,
    ),
  /** The request was not made by a page of this server. */
  foreignOrigin: (): ApiError =>
    new ApiError(
      403,
      'foreign_origin',
      'Only pages of this server may do this. Open its address, PUBLIC_URL, or use /users/login/.',
    ),
  jsonOnly: (): ApiError =>
    new ApiError(415, 'json_required', 'Send the body as application/json, not as a form.'),
  publicKeyMissing: (): ApiError =>
    unauthenticated(
      'public_key_required',
      'Public API key is required. Please include your public API key in the X-Public-Key header.',
      PUBLIC_KEY,
    ),
  publicKeyMalformed: (): ApiError =>
    unauthenticated(
      'public_key_malformed',
      'Invalid public API key format. The public key should be a 32-character hexadecimal string.',
      PUBLIC_KEY,
    ),
  publicKeyUnknown: (): ApiError =>
    unauthenticated('public_key_unknown', 'Invalid public API key.', PUBLIC_KEY),
} as const;

/** The errors of refused refresh tokens. */
export const refreshRefusals: Readonly<Record<RefreshRefusal, () => ApiError>> = {
  reused: authErrors.refreshTokenReused,
  ended: authErrors.sessionEnded,
  expired: authErrors.refreshTokenExpired,
  disabled: authErrors.userDisabled,
};
