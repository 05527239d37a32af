declare const VALUE: unique symbol;
const NAME = Symbol('schema name');
const ABSENT = Symbol('may be absent');

/**
 * A JSON Schema (draft 2020-12), the language in which OpenAPI 3.1 describes values. `Value` is the
 * type of these values; it exists only for the compiler.
 */
export interface Schema<Value = unknown> extends Readonly<Record<string, unknown>> {
  readonly [VALUE]?: Value;
  readonly [ABSENT]?: true;
}

/** A schema that the document stores once under this name and refers to where it is used. */
export interface NamedSchema<Value = unknown> extends Schema<Value> {
  readonly [NAME]: string;
}

/** The schema of every field of `T`: the compiler refuses a missing or an unknown field. */
export type FieldSchemas<T> = { readonly [Field in keyof T]: Schema<T[Field]> };

/** Gives a schema its name in the document. */
export const named = <T>(name: string, schema: Schema<T>): NamedSchema<T> => ({
  ...schema,
  [NAME]: name,
});

/** The name of a schema that has one. */
export const nameOf = (schema: object): string | undefined =>
  (schema as Partial<NamedSchema>)[NAME];

/** An object with exactly these fields. */
export const object = <T>(properties: FieldSchemas<T>): Schema<T> => ({
  type: 'object',
  properties,
  required: Object.entries<Schema>(properties)
    .filter(([, schema]) => !schema[ABSENT])
    .map(([field]) => field),
  additionalProperties: false,
});

/** Marks the schema of a field that may be absent. */
export const optional = <T>(schema: Schema<T>): Schema<T | undefined> => ({
  ...schema,
  [ABSENT]: true,
});

/** Adds a description to a schema. */
export const about = <T>(description: string, schema: Schema<T>): Schema<T> => ({
  ...schema,
  description,
});

/** Allows null in addition to a schema. */
export const nullable = <T>(schema: Schema<T>): Schema<T | null> => ({
  anyOf: [schema, { type: 'null' }],
});

/** Allows one of these words. */
export const oneOf = <Word extends string>(words: readonly Word[]): Schema<Word> => ({
  type: 'string',
  enum: words,
});

export const list = <T>(items: Schema<T>): Schema<readonly T[]> => ({ type: 'array', items });

export const integer = (minimum: number, maximum?: number): Schema<number> => ({
  type: 'integer',
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});

export const text: Schema<string> = { type: 'string' };
export const flag: Schema<boolean> = { type: 'boolean' };
export const count = integer(0);
export const integerId = integer(1, 2_147_483_647);
export const uuid: Schema<string> = { type: 'string', format: 'uuid' };
export const uri: Schema<string> = { type: 'string', format: 'uri' };
export const money: Schema<string> = {
  type: 'string',
  pattern: String.raw`^\d+\.\d{2}$`,
  description: 'An amount with two decimals.',
};
export const instant: Schema<string> = {
  type: 'string',
  format: 'date-time',
  pattern: 'Z$',
  description: 'ISO 8601 in UTC.',
};
