import { applyDecorators, type Type } from '@nestjs/common';
import { ValidateIf } from 'class-validator';
import { named, type NamedSchema, nullable, type Schema } from './schema.js';

const FIELDS = 'openapi:fields';

type Fields = Readonly<Record<string, Schema>>;

/** A field of a request, as the document shows it. */
export interface RequestField {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
  /** Whether null is a value of the field, and does not mean absent. */
  readonly isNullable: boolean;
}

/**
 * Declares the schema of a field of a request class. The rules in `common/validation` declare
 * theirs, so that a rule and its description cannot differ. Several schemas of one field are
 * merged.
 */
export const FieldSchema =
  (schema: Schema): PropertyDecorator =>
  (prototype, field) => {
    const name = String(field);
    const known = fieldsOf(prototype);
    Reflect.defineMetadata(FIELDS, { ...known, [name]: { ...known[name], ...schema } }, prototype);
  };

const OPTIONAL = 'x-optional';

/** Marks a field that may be absent. In a body, null means absent. */
export const Optional = (): PropertyDecorator => FieldSchema({ [OPTIONAL]: true });

const NULLABLE = 'x-nullable';

/** Marks an optional field in which null is a value of its own: in a change, it removes the value. */
export const NullRemoves = (): PropertyDecorator =>
  applyDecorators(
    ValidateIf((_request, value) => value !== null),
    FieldSchema({ [NULLABLE]: true }),
  );

/** Combines a rule with the schema of what it accepts. */
export const described = (schema: Schema, ...rules: PropertyDecorator[]): PropertyDecorator =>
  applyDecorators(...rules, FieldSchema(schema));

/** Whether the fields of a class have schemas. */
export const isRequestClass = ({ prototype }: Type): boolean =>
  Object.keys(fieldsOf(prototype as object)).length > 0;

/** The fields of a request class. A field with a default value may be absent. */
export function requestFields(request: Type<object>): readonly RequestField[] {
  const defaults = new request() as Readonly<Record<string, unknown>>;
  const fields = fieldsOf(request.prototype as object);
  return Object.entries(fields).map(([name, keywords]) => {
    const { [OPTIONAL]: isOptional, [NULLABLE]: isNullable, ...schema } = keywords;
    const hasDefault = defaults[name] !== undefined;
    return {
      name,
      schema: hasDefault ? { ...schema, default: defaults[name] } : schema,
      isRequired: isOptional !== true && !hasDefault,
      isNullable: isNullable === true,
    };
  });
}

/** The schema of a body that is read by a request class. An optional field may be null. */
export function requestSchema(request: Type<object>): NamedSchema {
  const fields = requestFields(request);
  const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return named(request.name, {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(({ name, schema, isRequired }) => [name, isRequired ? schema : orNull(schema)]),
    ),
    ...(required.length > 0 ? { required } : {}),
  });
}

/** Allows null. The description and the default stay at the top. */
function orNull({ description, default: usual, ...schema }: Schema): Schema {
  return {
    ...nullable(schema),
    ...(description === undefined ? {} : { description }),
    ...(usual === undefined ? {} : { default: usual }),
  };
}

const fieldsOf = (prototype: object): Fields =>
  (Reflect.getMetadata(FIELDS, prototype) as Fields | undefined) ?? {};
