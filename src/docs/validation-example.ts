import { type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type ApiError } from '../common/errors/api-error.js';
import { requestFields } from '../common/openapi/field-schema.js';
import { validationFailed } from '../common/validation/validation.pipe.js';

/** A value that no field accepts. */
const UNFIT: unknown = [[]];

/**
 * An example of a validation error of a request class: the answer to an empty request, or, if that
 * is valid, to a request whose first field is invalid.
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
