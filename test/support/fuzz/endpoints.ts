import { controllerRoutes } from '../../../src/common/http/controller-routes.js';
import { requestFields } from '../../../src/common/openapi/field-schema.js';
import { queryParametersOf } from '../../../src/common/openapi/describe.decorator.js';
import { bodiesOf } from '../../../src/docs/operation.js';
import { type TestApp } from '../app.js';

/** An endpoint with the names of everything that it reads. */
export interface Endpoint {
  readonly method: string;
  /** An endpoint with the names of all its inputs. */
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
  '/portal/:slug/:session/buy': ['package', 'price', 'form', 'phone_number'],
  '/portal/:slug/:session/already-paid': ['code', 'phone_last4'],
};
/** Parameters that lists and pages read without a class. */
const UNNAMED_PARAMETERS = ['limit', 'cursor', 'tracking_id'];

const OF_PORTAL = [
  ...['mac', 'ip', 'link-login-only', 'link-orig', 'error', 'connected', 'var', 'lang'],
  ...['package', 'fault'],
];

/** Parameters of lists and pages that no request class declares. */
export function endpointsOf({ nest }: TestApp): Endpoint[] {
  return controllerRoutes(nest).map((route) => {
    const { method, path } = route;
    const fields = bodiesOf(route)
      .flatMap(requestFields)
      .map(({ name }) => name);
    return {
      method,
      path,
      bodyFields: [...new Set([...fields, ...(UNNAMED_FIELDS[path] ?? [])])],
      parameters: [
        ...new Set([
          ...queryParametersOf(route.handler).map(({ name }) => name),
          ...(method === 'GET' ? UNNAMED_PARAMETERS : []),
          ...(path.startsWith('/portal/:slug') ? OF_PORTAL : []),
        ]),
      ],
    };
  });
}
