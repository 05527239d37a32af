import { type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type ApiError } from '../common/errors/api-error.js';
import { requestFields } from '../common/openapi/field-schema.js';
import { validationFailed } from '../common/validation/validation.pipe.js';

/** What no field of ours takes. */
const UNFIT: unknown = [[]];

/**
 * How a request class refuses: what it answers to a request that says nothing, or, when that will
 * do, to one whose first field is not fit.
 */
export function refusalsOf(request: Type<object>): readonly ApiError[] {
  const nothing = refusalOf(request, {});
  if (nothing.length > 0) return nothing;
  return requestFields(request)
    .flatMap(({ name }) => refusalOf(request, { [name]: UNFIT }))
    .slice(0, 1);
}

function refusalOf(request: Type<object>, body: object): readonly ApiError[] {
  const faults = validateSync(plainToInstance(request, body), {
    stopAtFirstError: true,
    validationError: { target: true, value: true },
  });
  return faults.length === 0 ? [] : [validationFailed(faults)];
}
