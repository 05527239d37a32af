import { SetMetadata, type Type } from '@nestjs/common';
import { type ApiError } from '../errors/api-error.js';
import { requestFields } from './field-schema.js';
import { type Schema, text } from './schema.js';

const PARTS = 'openapi:parts';
const TAG = 'openapi:tag';
const NOT_IN_DOCUMENT = 'openapi:left-out';

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
  /** A summary of the route in a few words. */
  readonly summary?: string;
  readonly description?: string;
  /** A realistic body. A test sends it. */
  readonly example?: object;
  /** The route takes its body as JSON only, and not as a form. */
  readonly isJsonOnly?: boolean;
  /** The schema of a body that is not read by a request class. */
  readonly body?: Schema;
  /** The request class that the query is read into. */
  readonly query?: Type<object>;
  readonly answers?: readonly Answer[];
  /** The errors themselves. Status, code, text and headers are taken from them. */
  readonly errors?: readonly ApiError[];
  readonly parameters?: readonly Parameter[];
  /** Headers of successful responses. */
  readonly headers?: readonly AnswerHeader[];
  /** The path has no trailing slash: it is a file, or a convention fixes it. */
  readonly isFile?: boolean;
}

/** Describes a route, on its handler or on an argument of it. Several descriptions add up. */
export const Describe =
  (part: Description): MethodDecorator & ParameterDecorator =>
  (target: object, name: string | symbol | undefined) => {
    const handler = Reflect.get(target, name as string) as object;
    Reflect.defineMetadata(PARTS, [part, ...descriptionsOf(handler)], handler);
  };

/** Combines a decorator of an argument with the description of what it reads. */
export const describedArgument =
  (decorator: ParameterDecorator, part: Description): ParameterDecorator =>
  (target, name, index) => {
    decorator(target, name, index);
    Describe(part)(target, name, index);
  };

/**
 * The heading that the document lists the routes of a controller under; one of `docs/overview.ts`.
 */
export const Tag = (name: string): ClassDecorator => SetMetadata(TAG, name);

/** The heading of a controller's routes. */
export const tagOf = (controller: Type): string => Reflect.getMetadata(TAG, controller) as string;

/** The document leaves the routes of a controller out, for this reason. */
export const NotInDocument = (reason: string): ClassDecorator =>
  SetMetadata(NOT_IN_DOCUMENT, reason);

/** Whether the document has the routes of a controller. */
export const isInDocument = (controller: Type): boolean =>
  !Reflect.hasMetadata(NOT_IN_DOCUMENT, controller);

/** All descriptions of a route, in the order of its decorators. */
export const descriptionsOf = (handler: object): readonly Description[] =>
  (Reflect.getMetadata(PARTS, handler) as readonly Description[] | undefined) ?? [];

/** The query parameters that a route takes. */
export const queryParametersOf = (handler: object): Parameter[] =>
  descriptionsOf(handler).flatMap(({ query, parameters = [] }) => [
    ...(query ? requestFields(query) : []).map(
      ({ name, schema, isRequired }) =>
        ({ name, in: 'query', required: isRequired, schema }) as const,
    ),
    ...parameters.filter((parameter) => parameter.in === 'query'),
  ]);

/** A response with a JSON body. It has the example of the body, unless another one is given. */
export const answer = <T>(
  status: number,
  description: string,
  { schema, example }: { readonly schema: Schema; readonly example: T },
  other: T = example,
): Answer => ({ status, description, mediaType: 'application/json', schema, example: other });

/** A response with an HTML page. */
export const htmlPage = (status: number, description: string, example: string): Answer => ({
  status,
  description,
  mediaType: 'text/html',
  schema: text,
  example,
});

/** 204: a successful response without a body. */
export const nothing = (description: string): Answer => ({
  status: 204,
  description,
  mediaType: 'application/json',
});

/** 304: what the caller has of the response is still right. */
export const notModified = (description: string): Answer => ({
  status: 304,
  description,
  mediaType: 'application/json',
});
