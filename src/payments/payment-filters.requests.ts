import { applyDecorators } from '@nestjs/common';
import { Transform, type TransformFnParams } from 'class-transformer';
import { NotEquals, ValidateIf } from 'class-validator';
import { mustBeOneOf } from '../common/http/path-words.js';
import { parseIntegerId } from '../common/ids/integer-id.js';
import { parseEastAfrican } from '../common/phone/phone.js';
import { parseSpan } from '../common/time/span.js';
import {
  parseProviderCode,
  PROVIDER_CODES,
  type ProviderCode,
} from '../providers/provider-code.js';
import { PAYMENT_METHODS, type PaymentMethod } from './domain/payment-method.js';
import { PAYMENT_STATUSES, type PaymentStatus } from './domain/payment-status.js';
import { REVIEW_REASONS, type ReviewReason } from './domain/review-reason.js';
import { type PaymentFilters } from './payment-filters.js';

const A_TIME =
  '$property must be a day (2026-01-31) or a time with its offset (2026-01-31T08:00:00Z)';

/**
 * A filter in a query. Empty is the same as absent: forms send what nobody has filled in.
 * @param read null for what the filter cannot be
 */
const Filter = (read: (text: string) => unknown, message: string): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: TransformFnParams): unknown => {
      if (value === undefined || value === '') return undefined;
      return typeof value === 'string' ? read(value) : null;
    }),
    ValidateIf((_query, value) => value !== undefined),
    NotEquals(null, { message }),
  );

const OneOf = (words: readonly string[]): PropertyDecorator =>
  Filter((text) => words.find((word) => word === text) ?? null, mustBeOneOf('$property', words));

/** The filters of an operator's list of payments, all of which have to fit. */
export class PaymentFiltersQuery implements PaymentFilters {
  @OneOf(PAYMENT_STATUSES)
  status?: PaymentStatus;

  @OneOf(PAYMENT_METHODS)
  method?: PaymentMethod;

  @Filter(parseProviderCode, mustBeOneOf('$property', PROVIDER_CODES))
  provider?: ProviderCode;

  @Filter(parseIntegerId, '$property must be an integer id')
  router?: number;

  @Filter(parseIntegerId, '$property must be an integer id')
  package?: number;

  /** In any notation that a sale takes. */
  @Filter((text) => parseEastAfrican(text)?.e164 ?? null, 'Invalid phone number format')
  phone?: string;

  @Filter((text) => parseSpan(text)?.start ?? null, A_TIME)
  from?: Date;

  /** A day counts in full. */
  @Filter((text) => parseSpan(text)?.end ?? null, A_TIME)
  to?: Date;

  @Filter(readReview, mustBeOneOf('$property', ['true', 'false', ...REVIEW_REASONS]))
  review?: ReviewReason | boolean;
}

function readReview(text: string): ReviewReason | boolean | null {
  if (text === 'true' || text === 'false') return text === 'true';
  return REVIEW_REASONS.find((reason) => reason === text) ?? null;
}
