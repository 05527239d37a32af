import { isDeepStrictEqual } from 'node:util';
import { nameOf, type Schema } from '../common/openapi/schema.js';

const WHERE = '#/components/schemas/';

/**
 * Replaces every named schema in a tree by a reference, and returns the schemas by name. In the
 * code schemas are nested; in the document each appears once.
 *
 * @throws Error when two different schemas have the same name
 */
export function hoistSchemas(tree: unknown): {
  readonly tree: unknown;
  readonly schemas: Readonly<Record<string, Schema>>;
} {
  const seen = new Map<string, object>();
  const schemas: Record<string, Schema> = {};

  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const name = nameOf(value);
    if (name === undefined) return inside(value);
    const known = seen.get(name);
    if (known === undefined) {
      seen.set(name, value);
      schemas[name] = inside(value);
    } else if (!isDeepStrictEqual(known, value)) {
      throw new Error(`Two schemas are named ${name}`);
    }
    return { $ref: `${WHERE}${name}` };
  };
  const inside = (value: object): Schema =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));

  return { tree: walk(tree), schemas };
}
