import { type Page } from '../pagination/page.js';
import {
  list,
  named,
  type NamedSchema,
  nullable,
  object,
  optional,
  type Schema,
  uri,
} from './schema.js';

/** A kind of object in responses, with a realistic example. */
export interface Resource<T> {
  readonly schema: NamedSchema;
  readonly example: T;
}

/** Describes a kind of object in responses. */
export const resource = <T>(
  name: string,
  description: string,
  properties: { readonly [Field in keyof T]-?: Schema },
  example: T,
  absent: readonly (keyof T & string)[] = [],
): Resource<T> => ({
  schema: named(name, {
    description,
    ...object(
      Object.fromEntries(
        Object.entries<Schema>(properties).map(([field, schema]) => [
          field,
          absent.includes(field as never) ? optional(schema) : schema,
        ]),
      ),
    ),
  }),
  example,
});

/** A page of resources, the response of lists. */
export const pageOf = <T>(name: string, { schema, example }: Resource<T>): Resource<Page<T>> =>
  resource<Page<T>>(
    `${name}Page`,
    'One page of a list; null where there is none before or after it.',
    { results: list(schema), next: nullable(uri), previous: nullable(uri) },
    { results: [example], next: null, previous: null },
  );
