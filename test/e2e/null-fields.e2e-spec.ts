import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Type } from '@nestjs/common';
import { type OpenApiDocument } from '../../src/docs/build-document.js';
import { ApiError } from '../../src/common/errors/api-error.js';
import { controllerRoutes } from '../../src/common/http/controller-routes.js';
import { requestFields } from '../../src/common/openapi/field-schema.js';
import { createValidationPipe } from '../../src/common/validation/validation.pipe.js';
import { ApiDocument } from '../../src/docs/api-document.js';
import { bodiesOf } from '../../src/docs/operation.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { kopoKopoKeys } from '../support/kopokopo-keys.js';
import { aShop } from '../support/shop.js';

/** The fields whose value is removed by null. */
const CAN_BE_EMPTIED = [
  ...['POST /routers/', 'PUT /routers/:id/', 'PATCH /routers/:id/'].flatMap((route) =>
    ['nas_address', 'wireguard_public_key', 'portal_url', 'preferred_provider'].map(
      (field) => `${route} ${field}`,
    ),
  ),
  'PUT /payments/settings/ preferred_provider',
  'POST /routers/packages/ data_cap_mb',
  'PUT /routers/packages/:id/ data_cap_mb',
  'PATCH /routers/packages/:id/ data_cap_mb',
];

type Body = Readonly<Record<string, unknown>>;

/** A field of a request body, with an example of the whole body. */
interface Field {
  readonly where: string;
  readonly name: string;
  readonly request: Type<object>;
  readonly example: Body;
  readonly isRequired: boolean;
  readonly isNullable: boolean;
}

describe('null in a field of a request', () => {
  let app: TestApp;
  let document: OpenApiDocument;
  let fields: readonly Field[];

  beforeAll(async () => {
    app = await startTestApp();
    document = app.nest.get(ApiDocument).get();
    fields = controllerRoutes(app.nest).flatMap((route) =>
      bodiesOf(route).flatMap((request) =>
        requestFields(request).map(({ name, isRequired, isNullable }) => ({
          where: `${route.method} ${route.path}/ ${name}`,
          name,
          request,
          example: exampleOf(route.method, route.path),
          isRequired,
          isNullable,
        })),
      ),
    );
  });
  afterAll(() => app.stop());

  function exampleOf(method: string, path: string): Body {
    const item = document.paths[`${path.replace(/:(\w+)/g, '{$1}')}/`];
    const body = item?.[method.toLowerCase()]?.requestBody;
    return (body?.content['application/json']?.example ?? {}) as Body;
  }

  /** What the server makes of a body: the request as it is handed on, or the fields refused. */
  async function readingOf({ request }: Field, body: Body): Promise<unknown> {
    try {
      const read: unknown = await createValidationPipe().transform(body, {
        type: 'body',
        metatype: request,
      });
      return read;
    } catch (error) {
      if (error instanceof ApiError) return { refused: Object.keys(error.details.fields ?? {}) };
      throw error;
    }
  }

  it('is a value in the fields that can be emptied, and nowhere else', () => {
    expect(
      fields.flatMap(({ isNullable, where }) => (isNullable ? [where] : [])).toSorted(),
    ).toEqual(CAN_BE_EMPTIED.toSorted());
  });

  it('means absent in every other field that may be absent', async () => {
    const optional = fields.filter(({ isRequired, isNullable }) => !isRequired && !isNullable);
    expect(optional.length).toBeGreaterThan(30);
    const differing: string[] = [];
    for (const field of optional) {
      const others = Object.entries(field.example).filter(([name]) => name !== field.name);
      const absent = Object.fromEntries(others);
      const asAbsent = await readingOf(field, absent);
      const asNull = await readingOf(field, { ...absent, [field.name]: null });
      if (!isSame(asNull, asAbsent)) differing.push(field.where);
    }
    expect(differing).toEqual([]);
  });

  it('is refused in every field that is required', async () => {
    const required = fields.filter(({ isRequired }) => isRequired);
    expect(required.length).toBeGreaterThan(20);
    for (const field of required) {
      const reading = await readingOf(field, { ...field.example, [field.name]: null });
      expect([field.where, reading]).toEqual([field.where, { refused: [field.name] }]);
    }
  });

  it('gives an optional field of something new its usual value', async () => {
    const shop = await aShop(app);
    const names = { name: 'Second', host: '10.0.0.2', username: 'api', password: 'x' };
    const router = await app
      .post(
        '/routers/',
        { ...names, port: null, use_https: null, verify_certificate: null },
        shop.token,
      )
      .expect(201);
    expect(router.body).toMatchObject({ port: 80, use_https: false, verify_certificate: true });

    const credential = await app
      .post('/payments/credentials/', { ...kopoKopoKeys(), environment: null }, shop.token)
      .expect(201);
    expect(credential.body).toMatchObject({ environment: 'sandbox', is_active: true });

    const sold = {
      name: 'Hour',
      router: shop.routerId,
      package_type: 'hourly',
      duration_hours: 1,
      price: '20.00',
      download_speed_mbps: 5,
      upload_speed_mbps: 5,
      currency: null,
      description: null,
      is_active: null,
    };
    const made = await app.post('/routers/packages/', sold, shop.token).expect(201);
    expect(made.body).toMatchObject({ currency: 'KES', description: '', is_active: true });
  });

  it('is documented for every field that may be absent', () => {
    const schemas = document.components.schemas;
    const undocumented = fields.filter(({ request, name, isRequired }) => {
      const { properties = {} } = schemas[request.name] as { properties?: Body };
      return JSON.stringify(properties[name]).includes('{"type":"null"}') === isRequired;
    });
    expect(undocumented.map(({ where }) => where)).toEqual([]);
  });
});

function isSame(one: unknown, other: unknown): boolean {
  try {
    expect(one).toEqual(other);
    return true;
  } catch {
    return false;
  }
}
