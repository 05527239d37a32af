import { type Type } from '@nestjs/common';
import { PARAMTYPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { descriptionsOf } from './describe.decorator.js';
import { isRequestClass, requestFields } from './field-schema.js';

/** The controller and method of a route. */
export interface RouteCode {
  readonly handler: object;
  readonly controller: Type;
}

/** An argument of a handler that is read from a part of the request. */
interface HandlerArgument {
  /** A `RouteParamtypes` number as text. */
  readonly part: string;
  readonly index: number;
  /** The single parameter that is read, as in `@Query('outcome')`; undefined for all of them. */
  readonly name: unknown;
}

/** The request classes among a handler's arguments that are read from this part of the request. */
export function requestClassesOf(route: RouteCode, part: RouteParamtypes): Type<object>[] {
  const { name } = route.handler as { readonly name: string };
  const types = (Reflect.getMetadata(
    PARAMTYPES_METADATA,
    route.controller.prototype as object,
    name,
  ) ?? []) as readonly Type<object>[];
  return argumentsOf(route)
    .filter((argument) => argument.part === String(part))
    .flatMap(({ index }) => types[index] ?? [])
    .filter(isRequestClass);
}

/** The names of all query parameters of a route: of its arguments and of its description. */
export function queryParametersOf(route: RouteCode): string[] {
  const inClasses = requestClassesOf(route, RouteParamtypes.QUERY)
    .flatMap(requestFields)
    .map(({ name }) => name);
  const alone = argumentsOf(route)
    .filter(({ part }) => part === String(RouteParamtypes.QUERY))
    .flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  const described = descriptionsOf(route.handler)
    .flatMap(({ parameters = [] }) => parameters)
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => name);
  return [...new Set([...inClasses, ...alone, ...described])];
}

function argumentsOf({ handler, controller }: RouteCode): HandlerArgument[] {
  const { name } = handler as { readonly name: string };
  const read = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Readonly<
    Record<string, { readonly data?: unknown }>
  >;
  return Object.entries(read).map(([key, { data }]) => {
    const [part = '', index] = key.split(':');
    return { part, index: Number(index), name: data };
  });
}
