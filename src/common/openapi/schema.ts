/** A JSON Schema (draft 2020-12), the language in which OpenAPI 3.1 describes values. */
export type Schema = Readonly<Record<string, unknown>>;

const NAME = Symbol('schema name');

/** A schema that the document stores once under this name and refers to where it is used. */
export interface NamedSchema extends Schema {
  readonly [NAME]: string;
}

/** A kind of object in responses, with a realistic example. */
export interface Resource<T> {
  readonly schema: NamedSchema;
  readonly example: T;
}

/** The schema of every field of `T`: the compiler refuses a missing or an unknown field. */
export type FieldSchemas<T> = { readonly [Field in keyof T]-?: Schema };

/** Gives a schema its name in the document. */
export const named = (name: string, schema: Schema): NamedSchema => ({ ...schema, [NAME]: name });

/** The name of a schema that has one. */
export const nameOf = (schema: object): string | undefined =>
  (schema as Partial<NamedSchema>)[NAME];

/** An object with exactly these fields. @param optional those that may be absent */
export const object = <T>(
  properties: FieldSchemas<T>,
  optional: readonly (keyof T & string)[] = [],
): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((field) => !optional.includes(field as never)),
  additionalProperties: false,
});

/**
 * Describes a kind of object in responses.
 *
 * @param name the name in the document and in generated clients
 * @param example is checked against the type here and against the schema by a test
 */
export const resource = <T>(
  name: string,
  description: string,
  properties: FieldSchemas<T>,
  example: T,
  optional: readonly (keyof T & string)[] = [],
): Resource<T> => ({
  schema: named(name, { description, ...object(properties, optional) }),
  example,
});

/** Adds a description to a schema. */
export const about = (description: string, schema: Schema): Schema => ({ ...schema, description });

/** Allows null in addition to a schema. */
export const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });

/** Allows one of these words. */
export const oneOf = (words: readonly string[]): Schema => ({ type: 'string', enum: words });

export const list = (items: Schema): Schema => ({ type: 'array', items });

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const integerId: Schema = { type: 'integer', minimum: 1, maximum: 2_147_483_647 };
export const uuid: Schema = { type: 'string', format: 'uuid' };
export const money: Schema = {
  type: 'string',
  pattern: String.raw`^\d+\.\d{2}$`,
  description: 'An amount with two decimals.',
};
export const instant: Schema = {
  type: 'string',
  format: 'date-time',
  pattern: 'Z$',
  description: 'ISO 8601 in UTC.',
};
