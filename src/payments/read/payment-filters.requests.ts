import { Transform, type TransformFnParams } from 'class-transformer';
import { NotEquals, ValidateIf } from 'class-validator';
import { mustBeOneOf } from '../../common/http/path-words.js';
import { parseIntegerId } from '../../common/ids/integer-id.js';
import { parseUuidPrefix, type UuidRange } from '../../common/ids/uuid-prefix.js';
import { normaliseMac } from '../../common/network/mac-address.js';
import { described, Optional } from '../../common/openapi/field-schema.js';
import { type Schema } from '../../common/openapi/schema.js';
import { parseEastAfrican } from '../../common/phone/phone.js';
import { parseSpan } from '../../common/time/span.js';
import {
  parseProviderCode,
  PROVIDER_CODES,
  PROVIDER_SPELLINGS,
  type ProviderCode,
} from '../../providers/provider-code.js';
import {
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
  type PaymentMethod,
  type PaymentStatus,
  REVIEW_REASONS,
  type ReviewReason,
} from '../domain/index.js';
import { type PaymentFilters } from './payment-filters.js';

const A_TIME =
  '$property must be a day (2026-01-31) or a time with its offset (2026-01-31T08:00:00Z)';

const A_TIME_SHOWN: Schema = { type: 'string', examples: ['2026-01-31', '2026-01-31T08:00:00Z'] };

/**
 * A filter in a query. Empty means absent, because forms send fields that nobody has filled in.
 * @param read returns null for an invalid value
 */
const Filter = (
  schema: Schema,
  read: (text: string) => unknown,
  message: string,
): PropertyDecorator =>
  described(
    schema,
    Optional(),
    Transform(({ value }: TransformFnParams): unknown => {
      if (value === undefined || value === '') return undefined;
      return typeof value === 'string' ? read(value) : null;
    }),
    ValidateIf((_query, value) => value !== undefined),
    NotEquals(null, { message }),
  );

const OneOf = (
  words: readonly string[],
  read = (text: string): unknown => text,
): PropertyDecorator =>
  Filter(
    { type: 'string', enum: words },
    (text) => (words.includes(text) ? read(text) : null),
    mustBeOneOf('$property', words),
  );

const Id = (): PropertyDecorator =>
  Filter({ type: 'integer', minimum: 1 }, parseIntegerId, '$property must be an integer id');

/** Receipts are stored in capitals. */
function readReceipt(text: string): string | null {
  const receipt = text.trim().toUpperCase();
  return /^[\x21-\x7e]{1,100}$/.test(receipt) ? receipt : null;
}

/** The filters that all lists of payments take. */
class CommonFilters implements PaymentFilters {
  @Filter(
    { type: 'string', enum: [...PROVIDER_SPELLINGS] },
    parseProviderCode,
    mustBeOneOf('$property', PROVIDER_CODES),
  )
  provider?: ProviderCode;

  @Id()
  router?: number;

  @Id()
  package?: number;

  @Filter(
    { type: 'string', description: 'In any notation.' },
    (text) => parseEastAfrican(text)?.e164 ?? null,
    'Invalid phone number format',
  )
  phone?: string;

  @Filter(
    { type: 'string', description: 'The M-Pesa receipt.', examples: ['TDL4X5Y6Z7'] },
    readReceipt,
    '$property must be a receipt such as TDL4X5Y6Z7',
  )
  mpesa_reference?: string;

  @Filter(
    { type: 'string', description: "The device's MAC address, in any usual notation." },
    (text) => normaliseMac(text) || null,
    '$property must be a MAC address',
  )
  mac?: string;

  @Filter(
    {
      type: 'string',
      description: 'How the id begins: at least 4 of its characters, with dashes or without.',
      examples: ['0198c0de'],
    },
    parseUuidPrefix,
    '$property must be an id or how it begins, at least 4 characters',
  )
  id?: UuidRange;

  @Filter(
    { ...A_TIME_SHOWN, description: 'Made then or later. A day begins at 00:00 UTC.' },
    (text) => parseSpan(text)?.start ?? null,
    A_TIME,
  )
  from?: Date;

  @Filter(
    { ...A_TIME_SHOWN, description: 'Made before then. A day counts in full.' },
    (text) => parseSpan(text)?.end ?? null,
    A_TIME,
  )
  to?: Date;

  @OneOf(['true', 'false', ...REVIEW_REASONS], (text) =>
    text === 'true' || text === 'false' ? text === 'true' : text,
  )
  review?: ReviewReason | boolean;
}

/** `GET /payments/`: payments must match all filters. */
export class PaymentFiltersQuery extends CommonFilters {
  @OneOf(PAYMENT_STATUSES)
  status?: PaymentStatus;

  @OneOf(PAYMENT_METHODS)
  method?: PaymentMethod;
}

/** `GET /payments/status/{status}/`: the status is in the path. */
export class PaymentsOfStatusQuery extends CommonFilters {
  @OneOf(PAYMENT_METHODS)
  method?: PaymentMethod;
}

/** `GET /payments/method/{method}/`: the method is in the path. */
export class PaymentsByMethodQuery extends CommonFilters {
  @OneOf(PAYMENT_STATUSES)
  status?: PaymentStatus;
}
