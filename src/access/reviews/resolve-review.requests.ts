import { type FieldErrors, invalidFields } from '../../common/errors/api-error.js';
import { FieldSchema } from '../../common/openapi/field-schema.js';
import { IsFilledText, IsOneOf, IsWholeNumber } from '../../common/validation/rules.js';
import { whenGiven } from '../../common/validation/when-given.js';
import {
  REVIEW_REASONS,
  REVIEW_RESOLUTIONS,
  type ReviewReason,
  type ReviewResolution,
} from '../../payments/domain/index.js';
import { MAX_HOURS } from '../operate/operate.requests.js';

const MAX_NOTE_LENGTH = 500;
const MAX_REFERENCE_LENGTH = 100;

class ResolutionFields {
  @FieldSchema({
    description:
      '- `accepted`: the payment stays as it is\n' +
      '- `access_extended`: the customer gets `hours` more\n' +
      '- `refunded_outside`: the money was sent back outside of this server, see `reference`',
  })
  @IsOneOf(REVIEW_RESOLUTIONS)
  resolution!: ReviewResolution['resolution'];

  /** What was done, for whoever reads the history of the payment. */
  @IsFilledText(MAX_NOTE_LENGTH)
  note!: string;

  @FieldSchema({ description: 'With `access_extended`, and only then.' })
  @IsWholeNumber(1, MAX_HOURS)
  hours!: number;

  @FieldSchema({
    description:
      'With `refunded_outside`, and only then: what the refund can be found by, such as its receipt.',
  })
  @IsFilledText(MAX_REFERENCE_LENGTH)
  reference!: string;

  @FieldSchema({
    description:
      'The `review_reason` of the payment that you have looked at. The request is refused when the ' +
      'payment is under review for another reason by then.',
  })
  @IsOneOf(REVIEW_REASONS)
  review_reason!: ReviewReason;
}

/** `POST /payments/{id}/resolve-review/` */
export class ResolveReviewRequest extends whenGiven(
  ResolutionFields,
  'hours',
  'reference',
  'review_reason',
) {}

/** The field that a resolution needs, and no other one may have. */
const NEEDS = {
  accepted: null,
  access_extended: 'hours',
  refunded_outside: 'reference',
} as const satisfies Record<ReviewResolution['resolution'], 'hours' | 'reference' | null>;

/**
 * What the operator has done.
 * @throws ApiError 400 when a field of the resolution is missing, or one of another is given
 */
export function resolutionOf(body: ResolveReviewRequest, operator: string): ReviewResolution {
  const { resolution, note, hours, reference } = body;
  const faults: FieldErrors = Object.fromEntries(
    (['hours', 'reference'] as const).flatMap((field) => {
      const isNeeded = NEEDS[resolution] === field;
      if (isNeeded === (body[field] !== undefined)) return [];
      const fault = isNeeded ? 'is required with' : 'does not belong to';
      return [[field, [`${field} ${fault} ${resolution}`]]];
    }),
  );
  if (Object.keys(faults).length > 0) throw invalidFields(faults);
  const by = { operator, note };
  if (hours !== undefined) return { ...by, resolution: 'access_extended', hours };
  if (reference !== undefined) return { ...by, resolution: 'refunded_outside', reference };
  return { ...by, resolution: 'accepted' };
}
