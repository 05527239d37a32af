import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { getMetadataStorage } from '../support/validation-metadata.js';
import { readFile } from 'node:fs/promises';
import { type OpenApiDocument } from '../../src/docs/build-document.js';
import { controllerRoutes } from '../../src/common/http/controller-routes.js';
import { requestFields } from '../../src/common/openapi/field-schema.js';
import { ApiDocument } from '../../src/docs/api-document.js';
import { bodiesOf } from '../../src/docs/operation.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { DocumentJudge, type Exchange, operationsOf } from '../support/document-judge.js';
import { isPage, routesOf } from '../support/routes.js';

type Json = Readonly<Record<string, unknown>>;

describe('the document of the API', () => {
  let app: TestApp;
  let document: OpenApiDocument;
  let judge: DocumentJudge;

  beforeAll(async () => {
    app = await startTestApp();
    document = app.nest.get(ApiDocument).get();
    judge = new DocumentJudge(document);
  });
  afterAll(() => app.stop());

  const operations = (): Json[] =>
    operationsOf(document).map(
      ({ method, path }) => document.paths[path]?.[method.toLowerCase()] as never,
    );

  it('is valid OpenAPI 3.1', async () => {
    const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
    const result = await new Validator().validate(copy);
    expect(result).toEqual({ valid: true });
    expect(document.openapi).toBe('3.1.0');
  });

  it('is built again when it could not be built', () => {
    const own = new ApiDocument();
    expect(() => own.get()).toThrow('no application');
    own.describe(app.nest);
    expect(own.get()).toEqual(document);
  });

  it('is the committed one', async () => {
    const committed: unknown = JSON.parse(await readFile('docs/openapi.json', 'utf8'));
    expect(JSON.parse(JSON.stringify(document))).toEqual(committed);
  });

  it('is served, to anyone', async () => {
    const { body } = await app.get('/openapi.json').expect(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('has an operation for every route of the running application', () => {
    const undescribed = routesOf(app)
      .map(({ method, path }) => ({ method: method.toUpperCase(), url: path }))
      .filter((route) => !judge.operationAt(route) && !isPage(route.url));
    expect(undescribed).toEqual([]);
  });

  it('gives each operation a name of its own, a summary, a heading, and an answer that is no error', () => {
    const headings = document.tags.map(({ name }) => name);
    for (const operation of operations()) {
      expect(operation).toMatchObject({
        operationId: expect.stringMatching(/^\w+(\[\d\])?$/),
        summary: expect.stringMatching(/^[A-Z].*[^.]$/),
      });
      expect(headings).toContain((operation['tags'] as string[])[0]);
      expect(Object.keys(operation['responses'] as Json)).toContainEqual(
        expect.stringMatching(/^2\d\d$/),
      );
    }
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives every answer with a body an example that fits its schema', () => {
    const faults = operationsOf(document).flatMap(({ method, path }) => {
      const operation = document.paths[path]?.[method.toLowerCase()];
      return Object.keys(operation?.responses ?? {}).flatMap((status) =>
        judge.exampleFaults(['paths', path, method.toLowerCase(), 'responses', status]),
      );
    });
    expect(faults).toEqual([]);
  });

  it('knows every field that a request class checks', () => {
    for (const body of controllerRoutes(app.nest).flatMap(bodiesOf)) {
      const checked = getMetadataStorage()
        .getTargetValidationMetadatas(body, '', false, false)
        .map(({ propertyName }) => propertyName);
      const said = requestFields(body).map(({ name }) => name);
      expect([body.name, ...new Set(checked)].sort()).toEqual([body.name, ...said].sort());
    }
  });

  describe('as a judge', () => {
    const good: Exchange = {
      method: 'GET',
      url: '/api/users/profile?x=1',
      sent: undefined,
      status: 200,
      headers: { 'x-request-id': 'a', 'content-type': 'application/json; charset=utf-8' },
      body: Buffer.from(
        JSON.stringify({
          bio: '',
          website: '',
          created_at: '2026-03-01T08:00:00.000Z',
          updated_at: '2026-03-01T08:00:00.000Z',
        }),
      ),
    };

    it('finds nothing wrong with an answer that it has', () => {
      expect(judge.faultsOf(good)).toEqual([]);
    });

    it.each([
      ['an operation', { url: '/users/nobody/' }],
      ['a method', { method: 'PATCH' }],
      ['a status', { status: 418 }],
      ['a media type', { headers: { ...good.headers, 'content-type': 'text/plain' } }],
      ['a header', { headers: { ...good.headers, 'retry-after': '1' } }],
      ['a request id', { headers: { 'content-type': 'application/json' } }],
      ['a field too many', { body: Buffer.from('{"bio":"","website":"","secret":1}') }],
      ['a field too few', { body: Buffer.from('{"bio":""}') }],
      ['an error code', { status: 401, body: Buffer.from('{"error":"x","code":"y"}') }],
    ])('finds %s that it does not have', (_what, difference) => {
      expect(judge.faultsOf({ ...good, ...difference })).not.toEqual([]);
    });
  });
});

describe('the page of the document', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ settings: { CORS_ORIGINS: 'https://dash.example' } });
  });
  afterAll(() => app.stop());

  it.each(['/docs', '/docs/', '/api/docs', '/api/docs/'])('is at %s with its files', async (at) => {
    const page = await app
      .get(at)
      .expect(200)
      .expect('Content-Type', /^text\/html/);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
    expect(files).toHaveLength(4);
    for (const file of files) {
      await app.get(new URL(file, `http://localhost${at}`).pathname).expect(200);
    }
  });

  it('gives out no other file', async () => {
    for (const file of [
      'package.json',
      'swagger-ui-bundle.js.map',
      '..%2fpackage.json',
      '%2e%2e',
    ]) {
      await app.get(`/docs/${file}`).expect(404);
    }
  });
});
