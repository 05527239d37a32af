import { applyDecorators, type Type } from '@nestjs/common';
import { type Schema } from './schema.js';

const FIELDS = 'openapi:fields';

type Fields = Readonly<Record<string, Schema>>;

/** A field of a request as the document shows it. */
export interface RequestField {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/**
 * Says what a field of a request class takes. The rules of `common/validation` say it themselves,
 * so that a rule and its description are one thing. Given several times, the keywords add up.
 */
export const FieldSchema =
  (schema: Schema): PropertyDecorator =>
  (prototype, field) => {
    const name = String(field);
    const known = fieldsOf(prototype);
    Reflect.defineMetadata(FIELDS, { ...known, [name]: { ...known[name], ...schema } }, prototype);
  };

const OPTIONAL = 'x-optional';

/** The field may be left out. In a body, null is the same as left out. */
export const Optional = (): PropertyDecorator => FieldSchema({ [OPTIONAL]: true });

/** A rule together with the schema of what it accepts. */
export const described = (schema: Schema, ...rules: PropertyDecorator[]): PropertyDecorator =>
  applyDecorators(...rules, FieldSchema(schema));

/** Whether anything was said of the fields of a class. */
export const isRequestClass = ({ prototype }: Type): boolean =>
  Object.keys(fieldsOf(prototype as object)).length > 0;

/** The fields of a request class. One that has a value from the start may be left out. */
export function requestFields(request: Type<object>): readonly RequestField[] {
  const defaults = new request() as Readonly<Record<string, unknown>>;
  const fields = fieldsOf(request.prototype as object);
  return Object.entries(fields).map(([name, keywords]) => {
    const { [OPTIONAL]: isOptional, ...schema } = keywords;
    const hasDefault = defaults[name] !== undefined;
    return {
      name,
      schema: hasDefault ? { ...schema, default: defaults[name] } : schema,
      isRequired: isOptional !== true && !hasDefault,
    };
  });
}

const fieldsOf = (prototype: object): Fields =>
  (Reflect.getMetadata(FIELDS, prototype) as Fields | undefined) ?? {};
