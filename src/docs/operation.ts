import { type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Access, accessOf } from '../auth/access.decorators.js';
import { type ControllerRoute } from '../common/http/controller-routes.js';
import { takesAnyQuery } from '../common/http/known-query.guard.js';
import {
  type Answer,
  type Description,
  descriptionsOf,
  type Parameter,
  queryParametersOf,
  tagOf,
} from '../common/openapi/describe.decorator.js';
import { isRequestClass, requestSchema } from '../common/openapi/field-schema.js';
import { type Schema } from '../common/openapi/schema.js';
import { allErrorAnswers } from './common-answers.js';
import { answerHeaders } from './headers.js';
import { refusalsOf } from './validation-example.js';

/** A body of a request or an answer, by media type. */
export type Content = Readonly<
  Record<string, { readonly schema: Schema; readonly example?: unknown }>
>;

/** One method of one path in the document. */
export interface Operation {
  readonly tags: readonly string[];
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Schema>>;
}

/** How a caller authenticates, by the access of the route. */
const SECURITY: Readonly<Record<Access, Operation['security']>> = {
  token: [{ bearer: [] }],
  portal: [{ publicKey: [] }, { bearer: [] }],
  public: [],
};
const reflector = new Reflector();

/** The description of one route in the document. */
export function operationOf(route: ControllerRoute): Operation {
  const parts = descriptionsOf(route.handler);
  const { summary, description, ...said } = parts.reduceRight<Description>(
    (all, part) => ({ ...all, ...part }),
    {},
  );
  const access = accessOf(reflector, [route.handler as () => void, route.controller]);
  const bodies = bodiesOf(route);
  const headers = Object.fromEntries(
    parts
      .flatMap((part) => part.headers ?? [])
      .map(({ name, ...header }) => [name, { required: false, ...header }]),
  );
  const errors = [
    ...[...bodies, ...queriesOf(route)].flatMap(refusalsOf),
    ...parts.flatMap((part) => part.errors ?? []),
  ];
  const takesBody = !['GET', 'HEAD'].includes(route.method);
  return {
    tags: [tagOf(route.controller)],
    operationId: operationIdOf(route),
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    security: SECURITY[access],
    parameters: parametersOf(route),
    ...requestBodyOf(said, bodies),
    responses: {
      ...allErrorAnswers(errors, headers, {
        access,
        takesBody,
        takesAnyQuery: takesAnyQuery(reflector, route),
      }),
      ...successes(
        parts.flatMap((part) => part.answers ?? []),
        headers,
      ),
    },
  };
}

/** `RoutersController.list` → `routers_list`. */
const operationIdOf = ({ controller, handler }: ControllerRoute): string => {
  const resource = controller.name.replace(/Controller$/, '');
  return `${resource.charAt(0).toLowerCase()}${resource.slice(1)}_${(handler as () => void).name}`;
};

function parametersOf({ handler }: ControllerRoute): readonly Parameter[] {
  const others = descriptionsOf(handler).flatMap(({ parameters = [] }) => parameters);
  return [
    ...others.filter(({ in: place }) => place === 'path'),
    ...queryParametersOf(handler),
    ...others.filter(({ in: place }) => place === 'header'),
  ];
}

function requestBodyOf(
  { body, example, isJsonOnly }: Description,
  [request]: readonly Type<object>[],
): Pick<Operation, 'requestBody'> {
  const schema = body ?? (request && requestSchema(request));
  if (!schema) return {};
  const required = body !== undefined || schema['required'] !== undefined;
  const content = { schema, ...(example ? { example } : {}) };
  return {
    requestBody: {
      required,
      content: {
        'application/json': content,
        ...(isJsonOnly ? {} : { 'application/x-www-form-urlencoded': content }),
      },
    },
  };
}

/** The classes that a route reads its body into: the types of its arguments are the compiler's. */
export function bodiesOf({ handler, controller }: ControllerRoute): Type<object>[] {
  const { name } = handler as () => void;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) ??
    []) as readonly Type<object>[];
  const queries = queriesOf({ handler });
  return types.filter((type) => isRequestClass(type) && !queries.includes(type));
}

const queriesOf = ({ handler }: Pick<ControllerRoute, 'handler'>): Type<object>[] =>
  descriptionsOf(handler).flatMap(({ query }) => query ?? []);

function successes(
  answers: readonly Answer[],
  headers: Readonly<Record<string, object>>,
): Record<string, Schema> {
  return Object.fromEntries(
    answers.map(({ status, description, mediaType, schema, example }) => [
      String(status),
      {
        description,
        headers: { ...answerHeaders(), ...headers },
        ...(schema ? { content: { [mediaType]: { schema, example } } } : {}),
      },
    ]),
  );
}
