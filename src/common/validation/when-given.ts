import { type Type } from '@nestjs/common';
import { ValidateIf } from 'class-validator';
import { Optional } from '../openapi/field-schema.js';

/** A request class like another, in which some fields may be absent. */
type WhenGiven<Request, Field extends keyof Request> = Omit<Request, Field> &
  Partial<Pick<Request, Field>>;

/**
 * The same request with fields that may be left out, which then stay what they are. What is given
 * still has to fit. For the fields of a change: the class must have no defaults.
 */
export function whenGiven<Request extends object, Field extends keyof Request & string>(
  Base: Type<Request>,
  ...fields: readonly Field[]
): Type<WhenGiven<Request, Field>> {
  class Lenient extends (Base as Type<object>) {}
  for (const field of fields) {
    ValidateIf((_request, value) => value !== undefined)(Lenient.prototype, field);
    Optional()(Lenient.prototype, field);
  }
  return Lenient as Type<WhenGiven<Request, Field>>;
}
