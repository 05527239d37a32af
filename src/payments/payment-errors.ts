import {
  ApiError,
  conflict,
  invalid,
  invalidFields,
  notFound,
} from '../common/errors/api-error.js';
import { type Secret } from '../common/crypto/secret.js';
import { type Money } from '../common/money/money.js';
import { credentialErrors } from '../credentials/credential-errors.js';
import { PROVIDER_NAMES, type ProviderCode, providerWord } from '../providers/provider-code.js';
import { MAX_RETRIES, type RetryRefusal } from './domain/index.js';

const RETRY_SOON_SECONDS = 5;

/** Code and message of each reason against a retry. */
const RETRY_REFUSALS: Readonly<Record<RetryRefusal, readonly [code: string, message: string]>> = {
  not_failed: ['payment_not_failed', 'Only a failed payment can be retried.'],
  under_review: [
    'payment_under_review',
    'Money has come in for this payment. Its seller has to look at it first.',
  ],
  not_verified: [
    'payment_under_review',
    'It could not be found out whether this payment was paid. Its seller has to look at it first.',
  ],
  none_left: [
    'no_retries_left',
    `This payment has been retried ${MAX_RETRIES} times. Please begin a new one.`,
  ],
};

/**
 * The errors about payments. Those that may be the first answer of a sale carry its access claim.
 */
export const paymentErrors = {
  phoneInvalid: (): ApiError =>
    invalidFields({ phone_number: ['Invalid phone number format'] }, 'Invalid phone number format'),
  packageNotOnSale: (): ApiError =>
    invalid('package_not_on_sale', 'Package not found or not active for this router'),
  credentialsMissing: (provider: ProviderCode): ApiError => credentialErrors.noneInUse(provider),
  noCredentials: (): ApiError => credentialErrors.noneInUseOfAny(),
  privateKeyUnreadable: (cause: unknown): ApiError => credentialErrors.privateKeyUnreadable(cause),
  priceHasCents: (price: Money, paymentId?: string): ApiError =>
    invalid(
      'price_has_cents',
      `M-Pesa takes whole shillings only, and this package costs ${price.toString()} ` +
        `${price.currency}. Please ask the seller for a payment link.`,
      paymentId === undefined ? {} : { paymentId },
    ),
  amountMismatch: (price: Money, paymentId: string, accessClaim?: Secret): ApiError =>
    invalid(
      'amount_mismatch',
      `Amount must match package price: ${price.toString()} ${price.currency}`,
      { paymentId, accessClaim },
    ),
  refused: (what: string, reason: string, paymentId: string, accessClaim?: Secret): ApiError =>
    invalid('provider_refused', `Failed to ${what}: ${reason}`, { paymentId, accessClaim }),
  methodNotOffered: (provider: ProviderCode): ApiError =>
    invalid(
      'method_not_offered',
      `${PROVIDER_NAMES[provider]} has no payment link for this payment method.`,
    ),
  credentialsRefused: (
    provider: ProviderCode,
    paymentId: string,
    cause: unknown,
    accessClaim?: Secret,
  ): ApiError =>
    new ApiError(
      502,
      `${providerWord(provider)}_credentials_refused`,
      `${PROVIDER_NAMES[provider]} refused the API credentials. ` +
        'Check the keys and their environment.',
      { paymentId, accessClaim, cause },
    ),
  providerUnreachable: (
    provider: ProviderCode,
    paymentId: string,
    retryAfterMs: number | null,
    cause: unknown,
    accessClaim?: Secret,
  ): ApiError =>
    new ApiError(
      503,
      'provider_unreachable',
      `${PROVIDER_NAMES[provider]} cannot be reached at the moment. Nothing was charged. ` +
        'Please try again shortly.',
      {
        paymentId,
        accessClaim,
        cause,
        headers: {
          'Retry-After': String(
            retryAfterMs === null ? RETRY_SOON_SECONDS : Math.ceil(retryAfterMs / 1000),
          ),
        },
      },
    ),
  notFound: (): ApiError => notFound('payment_not_found', 'Payment not found or access denied'),
  otherProvider: (provider: ProviderCode): ApiError =>
    invalid('other_provider', `This payment was not initiated through ${PROVIDER_NAMES[provider]}`),
  alreadyCompleted: (paymentId: string): ApiError =>
    conflict('already_completed', 'The payment is completed already.', { paymentId }),
  completedStays: (paymentId: string): ApiError =>
    conflict('already_completed', 'A completed payment cannot be marked as failed.', {
      paymentId,
    }),
  alreadyFailed: (paymentId: string): ApiError =>
    conflict('already_failed', 'The payment has failed already.', { paymentId }),
  receiptTaken: (paymentId: string | undefined, cause?: unknown): ApiError =>
    conflict(
      'receipt_taken',
      'The money of this receipt was counted for another payment already.',
      {
        cause,
        ...(paymentId === undefined ? {} : { paymentId }),
      },
    ),
  noReview: (paymentId: string): ApiError =>
    conflict('no_review', 'The payment is not under review, so there is nothing to resolve.', {
      paymentId,
    }),
  anotherReview: (paymentId: string): ApiError =>
    conflict(
      'another_review',
      'The payment is under review for another reason now. Look at it again before you resolve it.',
      { paymentId },
    ),
  nothingToExtend: (paymentId: string): ApiError =>
    conflict('no_access', 'This payment has given no access that could be extended.', {
      paymentId,
    }),
  phoneNotPromptable: (paymentId: string): ApiError =>
    invalid(
      'phone_not_promptable',
      'Only a Kenyan mobile number can be prompted. Please begin a new payment.',
      { paymentId },
    ),
  promptOut: (paymentId: string): ApiError =>
    conflict(
      'prompt_out',
      'A prompt for the same package is out on this phone already. Please answer it first.',
      { paymentId },
    ),
  notRetried: (why: RetryRefusal, paymentId: string): ApiError =>
    conflict(...RETRY_REFUSALS[why], { paymentId }),
} as const;
