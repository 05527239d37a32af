import { type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type ApiError } from '../common/errors/api-error.js';
import { validationFailed } from '../common/validation/validation.pipe.js';

/** What a request class answers to a body that says nothing; nothing when that will do. */
export function refusalOfNothing(request: Type<object>): readonly ApiError[] {
  const faults = validateSync(plainToInstance(request, {}), {
    stopAtFirstError: true,
    validationError: { target: true, value: true },
  });
  return faults.length === 0 ? [] : [validationFailed(faults)];
}
