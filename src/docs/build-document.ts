import { type INestApplication } from '@nestjs/common';
import { controllerRoutes } from '../common/http/controller-routes.js';
import { descriptionsOf, isInDocument } from '../common/openapi/describe.decorator.js';
import { type Schema } from '../common/openapi/schema.js';
import { hoistSchemas } from './hoist.js';
import { type Operation, operationOf } from './operation.js';
import { overview } from './overview.js';

/** The operations of one path, by method in lower case. */
export type PathItem = Readonly<Record<string, Operation>>;

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument extends Omit<typeof overview, 'components'> {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: (typeof overview)['components'] & {
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

/** Describes every route of the application, but for those that say that they are left out. */
export function buildDocument(app: INestApplication): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of controllerRoutes(app)) {
    if (!isInDocument(route.controller)) continue;
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const isFile = descriptionsOf(route.handler).some((part) => part.isFile);
    (paths[isFile ? path : `${path}/`] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  const { components, ...about } = overview;
  const { tree, schemas } = hoistSchemas({ ...about, paths, components });
  const document = tree as Omit<OpenApiDocument, 'components'> &
    Pick<typeof overview, 'components'>;
  return { ...document, components: { ...document.components, schemas } };
}
