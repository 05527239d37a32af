import { type Page } from '../pagination/page.js';
import { list, nullable, resource, type Resource, text } from './schema.js';

const link = nullable({ ...text, format: 'uri' });

/** A page of resources, the response of lists. */
export const pageOf = <T>(name: string, { schema, example }: Resource<T>): Resource<Page<T>> =>
  resource<Page<T>>(
    `${name}Page`,
    'One page of a list; null where there is none before or after it.',
    { results: list(schema), next: link, previous: link },
    { results: [example], next: null, previous: null },
  );
