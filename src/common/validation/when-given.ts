import { type Type } from '@nestjs/common';
import { ValidateIf } from 'class-validator';
import { Optional } from '../openapi/field-schema.js';

/** A request class in which some fields may be absent. */
type WhenGiven<Request, Field extends keyof Request> = Omit<Request, Field> &
  Partial<Pick<Request, Field>>;

/**
 * Returns a request class in which these fields may be absent, which leaves them unchanged. A given
 * value must still be valid. This is for the fields of a change: the class must have no defaults.
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
  // The rules of a class replace inherited ones of the same kind, but inherited ones add up: what
  // lets a field be null has to be inherited beside what lets it be absent.
  class WithBoth extends Lenient {}
  return WithBoth as Type<WhenGiven<Request, Field>>;
}
