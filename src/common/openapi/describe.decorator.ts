import { SetMetadata, type Type } from '@nestjs/common';
import { type ApiError } from '../errors/api-error.js';
import { type Resource, type Schema } from './schema.js';

const PARTS = 'openapi:parts';
const TAG = 'openapi:tag';

/** A successful response. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly mediaType: string;
  /** Absent for a response without a body. */
  readonly schema?: Schema;
  readonly example?: unknown;
}

/** A parameter that the signature of the route does not declare. */
export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path';
  readonly description?: string;
  readonly schema: Schema;
  readonly example?: unknown;
  readonly required?: boolean;
}

/** A header of responses. */
export interface AnswerHeader {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
}

/**
 * The description of a route, or a part of it. Decorators that change how a route behaves add their
 * own part.
 */
export interface Description {
  /** What the route does, in a few words. */
  readonly summary?: string;
  readonly description?: string;
  /** A realistic body. A test sends it. */
  readonly example?: object;
  /** The schema of a body that is not read by a request class. */
  readonly body?: Schema;
  readonly answers?: readonly Answer[];
  /** The errors themselves. Status, code, text and headers are taken from them. */
  readonly errors?: readonly ApiError[];
  readonly parameters?: readonly Parameter[];
  /** Headers of successful responses. */
  readonly headers?: readonly AnswerHeader[];
  /** The path has no trailing slash: it is a file, or a convention fixes it. */
  readonly isFile?: boolean;
}

/** Describes a route for the OpenAPI document. Several descriptions add up. */
export const Describe =
  (part: Description): MethodDecorator =>
  (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    Reflect.defineMetadata(PARTS, [part, ...descriptionsOf(handler)], handler);
  };

/**
 * The heading that the document lists the routes of a controller under; one of `docs/overview.ts`.
 */
export const Tag = (name: string): ClassDecorator => SetMetadata(TAG, name);

/** The heading of a controller's routes. */
export const tagOf = (controller: Type): string => Reflect.getMetadata(TAG, controller) as string;

/** All descriptions of a route, in the order of its decorators. */
export const descriptionsOf = (handler: object): readonly Description[] =>
  (Reflect.getMetadata(PARTS, handler) as readonly Description[] | undefined) ?? [];

/** A response with the example of the resource, unless another example is given. */
export const answer = <T>(
  status: number,
  description: string,
  { schema, example }: Resource<T>,
  other: T = example,
): Answer => ({ status, description, mediaType: 'application/json', schema, example: other });

/** 204: a successful response without a body. */
export const nothing = (description: string): Answer => ({
  status: 204,
  description,
  mediaType: 'application/json',
});
