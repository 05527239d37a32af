import { type Type, ValidationPipe } from '@nestjs/common';
import { type ValidationError } from 'class-validator';
import { type ApiError, type FieldErrors, invalidFields } from '../errors/api-error.js';

/** A request class may name the one sentence that answers when a required field is missing. */
interface WithMissingMessage {
  readonly missingMessage?: string;
}

/** Checks bodies and queries against their classes; unknown fields are dropped, not refused. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    stopAtFirstError: true,
    validationError: { target: true, value: true },
    exceptionFactory: validationFailed,
  });
}

/** What class-validator found, in the contract's shape. */
export function validationFailed(errors: readonly ValidationError[]): ApiError {
  return invalidFields(fieldsOf(errors), missingMessage(errors));
}

function fieldsOf(errors: readonly ValidationError[]): FieldErrors {
  return Object.fromEntries(
    errors.map((error) => [error.property, Object.values(error.constraints ?? {})]),
  );
}

function missingMessage(errors: readonly ValidationError[]): string | undefined {
  const missing = errors.find(({ value }) => value === undefined || value === null || value === '');
  const requestClass = missing?.target?.constructor as (Type & WithMissingMessage) | undefined;
  return requestClass?.missingMessage;
}
