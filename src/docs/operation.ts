import { type Type } from '@nestjs/common';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import { type OperationObject, type ParameterObject } from '@nestjs/swagger';
import { type Access, accessOf } from '../auth/access.decorators.js';
import { type ControllerRoute } from '../common/http/controller-routes.js';
import { takesAnyQuery } from '../common/http/known-query.interceptor.js';
import {
  type Answer,
  type AnswerHeader,
  type Description,
  descriptionsOf,
  type Parameter,
  tagOf,
} from '../common/openapi/describe.decorator.js';
import { requestFields } from '../common/openapi/field-schema.js';
import { requestClassesOf } from '../common/openapi/handler-arguments.js';
import { integerId, type Schema, uuid } from '../common/openapi/schema.js';
import { allErrorAnswers } from './common-answers.js';
import { answerHeaders } from './headers.js';
import { refusalsOf } from './validation-example.js';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** How a caller authenticates, by the access of the route. */
const SECURITY: Readonly<Record<Access, readonly Record<string, string[]>[]>> = {
  token: [{ bearer: [] }],
  portal: [{ publicKey: [] }, { bearer: [] }],
  public: [],
};

/**
 * The description of one route in the document.
 *
 * @param scanned what the library has read from the route's code: its id, tags, parameters, body
 */
export function operationOf(scanned: OperationObject, route: ControllerRoute): object {
  const parts = descriptionsOf(route.handler);
  const said = parts.reduceRight<Description>((all, part) => ({ ...all, ...part }), {});
  const access = accessOf(reflector, [route.handler as () => void, route.controller]);
  const answers = parts.flatMap((part) => part.answers ?? []);
  const errors = parts.flatMap((part) => part.errors ?? []);
  const headers = headersOf(parts.flatMap((part) => part.headers ?? []));
  const given = parts.flatMap((part) => part.parameters ?? []);
  const takesBody = !['GET', 'HEAD'].includes(route.method);
  return {
    tags: [tagOf(route.controller)],
    operationId: scanned.operationId,
    summary: said.summary,
    ...(said.description === undefined ? {} : { description: said.description }),
    security: SECURITY[access],
    parameters: parametersOf(scanned, given, route),
    ...bodyOf(scanned, said, route),
    responses: {
      ...allErrorAnswers(
        [...[...bodiesOf(route), ...queriesOf(route)].flatMap(refusalsOf), ...errors],
        headers,
        { access, takesBody, takesAnyQuery: takesAnyQuery(reflector, route) },
      ),
      // The common ones come last, because a route may add details to an error.
      ...successes(answers, headers),
    },
  };
}

const reflector = new Reflector();

function parametersOf(
  scanned: OperationObject,
  given: readonly Parameter[],
  route: ControllerRoute,
): object[] {
  const inPath = ((scanned.parameters ?? []) as ParameterObject[])
    .filter(({ name, in: place }) => place === 'path' && !given.some((one) => one.name === name))
    .map(withIdSchema);
  const inQuery = queriesOf(route)
    .flatMap(requestFields)
    .map(({ name, schema, isRequired }) => ({ name, in: 'query', required: isRequired, schema }));
  return [...inPath, ...inQuery, ...given];
}

/** Path parameters that are ids: a number in the code is an integer id, text is a UUID. */
function withIdSchema({ name, schema }: ParameterObject): object {
  const isNumber = (schema as Schema | undefined)?.['type'] === 'number';
  return { name, in: 'path', required: true, schema: isNumber ? integerId : uuid };
}

function bodyOf(scanned: OperationObject, said: Description, route: ControllerRoute): object {
  const body = scanned.requestBody as { content: Record<string, { schema: Schema }> } | undefined;
  const schema = said.body ?? body?.content[JSON_TYPE]?.schema;
  if (!schema) return {};
  const content = { schema, ...(said.example ? { example: said.example } : {}) };
  return {
    requestBody: {
      required: said.body !== undefined || bodiesOf(route).some(hasRequiredField),
      content: { [JSON_TYPE]: content, [FORM_TYPE]: content },
    },
  };
}

/** The classes of the request bodies of a route. */
export const bodiesOf = (route: ControllerRoute): Type<object>[] =>
  requestClassesOf(route, RouteParamtypes.BODY);

/** The classes of its queries. */
const queriesOf = (route: ControllerRoute): Type<object>[] =>
  requestClassesOf(route, RouteParamtypes.QUERY);

const hasRequiredField = (request: Type<object>): boolean =>
  requestFields(request).some(({ isRequired }) => isRequired);

const headersOf = (headers: readonly AnswerHeader[]): Record<string, object> =>
  Object.fromEntries(headers.map(({ name, ...header }) => [name, { required: false, ...header }]));

function successes(
  answers: readonly Answer[],
  headers: Readonly<Record<string, object>>,
): Record<string, object> {
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
