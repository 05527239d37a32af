import { type Page } from '../pagination/page.js';
import {
  list,
  named,
  type NamedSchema,
  nullable,
  object,
  type Schema,
  text,
  uri,
} from './schema.js';

/** A field of a response: its schema, an example, and the function that reads it. */
type Field<Source, Value> = readonly [
  schema: Schema<Value>,
  example: NoInfer<Value>,
  read: (source: Source) => NoInfer<Value>,
];

/** Every field of a body. */
export type Fields<Source, Body> = { readonly [Name in keyof Body]: Field<Source, Body[Name]> };

/** The body of a response: its schema and example for the document, and its mapper. */
export interface ResponseDefinition<Source, Body> {
  readonly schema: NamedSchema<Body>;
  readonly example: Body;
  /** The fields, for a larger body that contains them. */
  readonly fields: Fields<Source, Body>;
  /** Maps what a service returned to the body. JSON leaves out a field that is undefined. */
  readonly of: (source: Source) => Body;
}

/** The type of a body. */
export type BodyOf<Definition> =
  Definition extends ResponseDefinition<never, infer Body> ? Body : never;

/**
 * Defines the body of a response field by field, so that type, mapper, schema and example cannot
 * differ:
 * `response<Router>('Router', 'A router.').with({ id: [integerId, 1, (router) => router.id] })`.
 *
 * @param name in the document; generated clients have a type of this name
 */
export const response = <Source = void>(name: string, description: string) => ({
  with: <Body>(fields: Fields<Source, Body>): ResponseDefinition<Source, Body> => {
    const all = Object.entries<Field<Source, unknown>>(fields);
    const schemas = Object.fromEntries(all.map(([field, [schema]]) => [field, schema]));
    const examples = all.filter(([, [, example]]) => example !== undefined);
    return {
      schema: named(name, { description, ...object(schemas) }) as NamedSchema<Body>,
      example: Object.fromEntries(examples.map(([field, [, example]]) => [field, example])) as Body,
      fields,
      of: mapperOf<Source>(
        all.map(([field]) => field),
        all.map(([, [, , read]]) => read),
      ) as (source: Source) => Body,
    };
  },
});

/**
 * Compiles the mapper of a body, as if it were written out: `({ id: readers[0](source), … })`. The
 * names are those of a definition, and none comes from a request. Filling an object field by field
 * takes three times as long, because each name is looked up for each body: 80 µs instead of 26 for 50
 * bodies of 31 fields.
 */
function mapperOf<Source>(
  fields: readonly string[],
  readers: readonly ((source: Source) => unknown)[],
): (source: Source) => unknown {
  const entries = fields.map(
    (field, index) => `${JSON.stringify(field)}: readers[${index}](source)`,
  );
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- constant names, once at start-up
  const compile = new Function('readers', `return (source) => ({ ${entries.join(', ')} });`) as (
    given: typeof readers,
  ) => (source: Source) => unknown;
  return compile(readers);
}

/** Defines a body that is only a message. */
export const message = (name: string, description: string, sentence: string) =>
  response(name, description).with({ message: [text, sentence, () => sentence] });

/** Defines a page of a list. */
export function pageOf<Source, Body>(
  name: string,
  { schema, example, of }: ResponseDefinition<Source, Body>,
): ResponseDefinition<Page<Source>, Page<Body>> {
  return response<Page<Source>>(
    `${name}Page`,
    'One page of a list; null where there is none before or after it.',
  ).with<Page<Body>>({
    results: [list(schema), [example], (page) => page.results.map(of)],
    next: [nullable(uri), null, ({ next }) => next],
    previous: [nullable(uri), null, ({ previous }) => previous],
  });
}
