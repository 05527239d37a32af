import { SetMetadata, type Type } from '@nestjs/common';
import { type ApiError } from '../errors/api-error.js';
import { type Resource, type Schema } from './schema.js';

const PARTS = 'openapi:parts';
const TAG = 'openapi:tag';

/** An answer that is no error. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly mediaType: string;
  /** None for an answer without a body. */
  readonly schema?: Schema;
  readonly example?: unknown;
}

/** A parameter, beside those that the route's own code declares. */
export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path';
  readonly description?: string;
  readonly schema: Schema;
  readonly example?: unknown;
  readonly required?: boolean;
}

/** A header of answers. */
export interface AnswerHeader {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
}

/**
 * What the document says of a route, or a part of it: a decorator that changes how a route
 * behaves says itself what that adds.
 */
export interface Description {
  /** What it does, in a few words. */
  readonly summary?: string;
  readonly description?: string;
  /** A body that might be real: a test sends it. */
  readonly example?: object;
  /** The schema of a body that no request class reads. */
  readonly body?: Schema;
  readonly answers?: readonly Answer[];
  /** The errors themselves: status, code, text and headers are taken from them. */
  readonly errors?: readonly ApiError[];
  readonly parameters?: readonly Parameter[];
  /** Headers of the answers that are no errors. */
  readonly headers?: readonly AnswerHeader[];
  /** The path is written without a trailing slash: a file's, or one that a convention fixes. */
  readonly isFile?: boolean;
}

/** Describes a route for the API's document. Several add up. */
export const Describe =
  (part: Description): MethodDecorator =>
  (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    Reflect.defineMetadata(PARTS, [part, ...descriptionsOf(handler)], handler);
  };

/** Under which heading the document lists the routes of a controller; one of `docs/overview.ts`. */
export const Tag = (name: string): ClassDecorator => SetMetadata(TAG, name);

/** The heading of a controller's routes. */
export const tagOf = (controller: Type): string => Reflect.getMetadata(TAG, controller) as string;

/** All that was said of a route, in the order of its decorators. */
export const descriptionsOf = (handler: object): readonly Description[] =>
  (Reflect.getMetadata(PARTS, handler) as readonly Description[] | undefined) ?? [];

/** An answer that shows a thing; by its own example unless another one is given. */
export const answer = <T>(
  status: number,
  description: string,
  { schema, example }: Resource<T>,
  other: T = example,
): Answer => ({ status, description, mediaType: 'application/json', schema, example: other });

/** 204: done, and nothing to say. */
export const nothing = (description: string): Answer => ({
  status: 204,
  description,
  mediaType: 'application/json',
});
