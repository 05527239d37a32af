import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { controllerRoutes } from '../../../src/common/http/controller-routes.js';
import { type TestApp } from '../app.js';
import { getMetadataStorage } from '../validation-metadata.js';

const BODY = 3;
const QUERY = 4;

/** An endpoint with the names of everything that it reads. */
export interface Door {
  readonly method: string;
  /** As it is registered: `/routers/:id/packages`. */
  readonly path: string;
  readonly bodyFields: readonly string[];
  readonly parameters: readonly string[];
}

/** Fields that are read without a class that names them. */
const UNNAMED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  '/payments/webhook': [
    'invoice_id',
    'state',
    'provider',
    'charges',
    'net_amount',
    'currency',
    'value',
    'account',
    'api_ref',
    'host',
    'failed_reason',
    'failed_code',
    'created_at',
    'updated_at',
    'challenge',
    'mpesa_reference',
    'file_id',
    'chargeback_id',
  ],
};
/** Parameters that lists and pages read without a class. */
const UNNAMED_PARAMETERS = ['limit', 'cursor', 'tracking_id'];

/** Every endpoint of the running application, read from its controllers. */
export function doorsOf({ nest }: TestApp): Door[] {
  return controllerRoutes(nest).map(({ method, path, handler, controller }) => {
    const classes = classesOf(controller, (handler as { readonly name: string }).name);
    return {
      method,
      path,
      bodyFields: [...fieldsOf(classes.body), ...(UNNAMED_FIELDS[path] ?? [])],
      parameters: [...fieldsOf(classes.query), ...(method === 'GET' ? UNNAMED_PARAMETERS : [])],
    };
  });
}

interface Classes {
  readonly body: readonly unknown[];
  readonly query: readonly unknown[];
}

/** The classes of the handler's parameters that are filled from the request. */
function classesOf(controller: new (...args: never[]) => unknown, name: string): Classes {
  const from = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    { readonly index: number }
  >;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) ??
    []) as unknown[];
  const ofKind = (kind: number): unknown[] =>
    Object.entries(from)
      .filter(([key]) => Number(key.split(':')[0]) === kind)
      .map(([, { index }]) => types[index]);
  return { body: ofKind(BODY), query: ofKind(QUERY) };
}

function fieldsOf(classes: readonly unknown[]): string[] {
  const names = classes.flatMap((type) =>
    typeof type === 'function'
      ? getMetadataStorage()
          .getTargetValidationMetadatas(type, '', false, false)
          .map(({ propertyName }) => propertyName)
      : [],
  );
  return [...new Set(names)];
}
