import { Transform, type TransformFnParams } from 'class-transformer';
import { Matches, ValidateIf } from 'class-validator';
import { described, Optional } from '../../common/openapi/field-schema.js';
import { IsFilledText } from '../../common/validation/rules.js';

const MAX_REASON_LENGTH = 500;

/** An M-Pesa receipt, converted to capitals. Absent and empty mean that there is none. */
const Receipt = (): PropertyDecorator =>
  described(
    { type: 'string', pattern: '^(\\s*[A-Za-z0-9]{6,20}\\s*)?$' },
    Optional(),
    Transform(({ value }: TransformFnParams): unknown => {
      if (value === undefined || value === '') return null;
      return typeof value === 'string' ? value.trim().toUpperCase() : value;
    }),
    ValidateIf((_request, value) => value !== null),
    Matches(/^[A-Z0-9]{6,20}$/, {
      message: '$property must be a receipt such as TDL4X5Y6Z7',
    }),
  );

/** `POST /payments/{id}/mark-failed/` */
export class MarkPaymentRequest {
  /** The reason, which stays in the history of the payment. */
  @IsFilledText(MAX_REASON_LENGTH)
  reason!: string;
}

/** `POST /payments/{id}/mark-completed/` */
export class MarkCompletedRequest extends MarkPaymentRequest {
  /**
   * The M-Pesa receipt, if the operator has seen one. A later report with the same receipt is then
   * known to be about the same money.
   */
  @Receipt()
  mpesa_reference: string | null = null;
}
