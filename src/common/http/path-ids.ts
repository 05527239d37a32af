import { Param, type PipeTransform } from '@nestjs/common';
import { type ApiError, notFound } from '../errors/api-error.js';
import { parseIntegerId } from '../ids/integer-id.js';
import { isUuid } from '../ids/uuid.js';
import { describedArgument } from '../openapi/describe.decorator.js';
import { integerId, type Schema, uuid } from '../openapi/schema.js';

/** Reads an integer id in a path. Nothing else can identify a row, so the response is 404. */
export class IntegerIdPipe implements PipeTransform<string, number> {
  /** @param missing the 404 for this kind of row */
  constructor(private readonly missing: () => ApiError = nothingHere) {}

  transform(value: string): number {
    const id = parseIntegerId(value);
    if (id === null) throw this.missing();
    return id;
  }
}

/** Reads a UUID in a path. Nothing else can identify a row, so the response is 404. */
export class UuidPipe implements PipeTransform<string, string> {
  /** @param missing the 404 for this kind of row */
  constructor(private readonly missing: () => ApiError = nothingHere) {}

  transform(value: string): string {
    if (!isUuid(value)) throw this.missing();
    return value.toLowerCase();
  }
}

/** The integer id at `:id` in the path. @param missing the 404 of this kind of row */
export const IntegerIdParam = (missing: () => ApiError): ParameterDecorator =>
  idParam(new IntegerIdPipe(missing), integerId, missing);

/** The UUID at `:id` in the path. @param missing the 404 of this kind of row */
export const UuidParam = (missing: () => ApiError): ParameterDecorator =>
  idParam(new UuidPipe(missing), uuid, missing);

const idParam = (
  pipe: PipeTransform,
  schema: Schema,
  missing: () => ApiError,
): ParameterDecorator =>
  describedArgument(Param('id', pipe), {
    parameters: [{ name: 'id', in: 'path', required: true, schema }],
    errors: [missing()],
  });

const nothingHere = (): ApiError => notFound('not_found', 'There is nothing at this address.');
