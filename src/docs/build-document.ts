import { type INestApplication, type Type } from '@nestjs/common';
import { type OpenAPIObject } from '@nestjs/swagger';
import { controllerRoutes } from '../common/http/controller-routes.js';
import { descriptionsOf } from '../common/openapi/describe.decorator.js';
import { requestFields } from '../common/openapi/field-schema.js';
import { nullable, type Schema } from '../common/openapi/schema.js';
import { hoistSchemas } from './hoist.js';
import { bodiesOf, operationOf } from './operation.js';
import { overview } from './overview.js';

/**
 * Describes every route of the application as OpenAPI 3.1. The library that reads paths and request
 * classes is loaded only here, because most processes never build the document.
 */
export async function buildDocument(app: INestApplication): Promise<OpenAPIObject> {
  const { ApiProperty, SwaggerModule } = await import('@nestjs/swagger');
  const routes = controllerRoutes(app);

  const bodies = routes.flatMap(bodiesOf);
  for (const body of bodies) {
    for (const { name, schema, isRequired } of requestFields(body)) {
      // Without a type, the library uses the type in the code, which is not what a request
      // contains.
      ApiProperty({
        type: String,
        ...(isRequired ? schema : orNull(schema)),
        required: isRequired,
      })(body.prototype as object, name);
    }
  }

  const scanned = SwaggerModule.createDocument(app, overview, {
    operationIdFactory: (controller, method) => `${resourceOf(controller)}_${method}`,
  });
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const method = route.method.toLowerCase();
    const operation = scanned.paths[path]?.[method as 'get'];
    if (!operation) continue;
    const isFile = descriptionsOf(route.handler).some((part) => part.isFile);
    (paths[isFile ? path : `${path}/`] ??= {})[method] = operationOf(operation, route);
  }

  const { tree, schemas } = hoistSchemas({ ...scanned, paths });
  const document = tree as OpenAPIObject;
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...pick(document.components?.schemas ?? {}, bodies), ...schemas } as never,
    },
  };
}

/** The schema of an optional field of a body, in which null means absent. */
function orNull({ description, default: usual, ...schema }: Schema): Schema {
  return {
    ...nullable(schema),
    ...(description === undefined ? {} : { description }),
    ...(usual === undefined ? {} : { default: usual }),
  };
}

/** The schemas of these classes. The library adds built-in types such as `Object`. */
const pick = (schemas: Readonly<Record<string, object>>, classes: readonly Type[]): object =>
  Object.fromEntries(classes.map(({ name }) => [name, schemas[name]]));

/** `RoutersController` → `routers`. */
const resourceOf = (controller: string): string =>
  controller.charAt(0).toLowerCase() + controller.slice(1).replace(/Controller$/, '');
