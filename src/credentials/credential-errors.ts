import { ApiError, invalid, notFound } from '../common/errors/api-error.js';
import { PROVIDER_NAMES, type ProviderCode, providerWord } from '../providers/provider-code.js';

const RETRY_SOON_SECONDS = 5;

/** The errors about an operator's credentials. */
export const credentialErrors = {
  /** There are none, they are deleted, or they belong to another operator. */
  notFound: (): ApiError =>
    notFound('credentials_not_found', 'Credentials not found or access denied'),
  noneInUse: (provider: ProviderCode): ApiError => {
    const name = PROVIDER_NAMES[provider];
    return notFound(
      'credentials_missing',
      `No active ${name} credentials found. Please add your ${name} API credentials first.`,
    );
  },
  noneInUseOfAny: (): ApiError =>
    notFound(
      'credentials_missing',
      'No active payment credentials found. Please add your ' +
        `${Object.values(PROVIDER_NAMES).join(' or ')} API credentials first.`,
    ),
  privateKeyUnreadable: (cause: unknown): ApiError =>
    new ApiError(
      500,
      'private_key_unreadable',
      'Failed to decrypt private key: Invalid encryption key',
      { cause },
    ),
  notVerifiable: (provider: ProviderCode): ApiError =>
    invalid(
      'provider_not_verifiable',
      `${PROVIDER_NAMES[provider]} cannot be asked about its keys. ` +
        'Send private_key to compare it with the stored one.',
    ),
  notSubscribable: (provider: ProviderCode): ApiError =>
    invalid(
      'webhooks_not_subscribable',
      `${PROVIDER_NAMES[provider]} takes the address of webhooks in its dashboard only.`,
    ),
  subscriptionRefused: (provider: ProviderCode, reason: string, cause?: unknown): ApiError =>
    invalid(
      'provider_refused',
      `${PROVIDER_NAMES[provider]} refused to subscribe the webhook: ${reason}`,
      { cause },
    ),
  keysRefused: (provider: ProviderCode, cause?: unknown): ApiError =>
    new ApiError(
      502,
      `${providerWord(provider)}_credentials_refused`,
      `${PROVIDER_NAMES[provider]} refused the API credentials. ` +
        'Check the keys and their environment.',
      { cause },
    ),
  providerUnreachable: (
    provider: ProviderCode,
    retryAfterMs: number | null,
    cause: unknown,
  ): ApiError =>
    new ApiError(
      503,
      'provider_unreachable',
      `${PROVIDER_NAMES[provider]} cannot be asked at the moment. Please try again shortly.`,
      {
        cause,
        headers: {
          'Retry-After': String(
            retryAfterMs === null ? RETRY_SOON_SECONDS : Math.ceil(retryAfterMs / 1000),
          ),
        },
      },
    ),
} as const;
