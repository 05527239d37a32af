import { type OpenApiDocument } from '../../src/docs/build-document.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { checkAnswersOf, takeBreaches } from '../support/answer-checks.js';

/** A server whose answer to a list of routers is not as the document says. */
const wrong = (): Server =>
  createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json').setHeader('X-Request-Id', 'one');
    response.end('{"result":[]}');
  });

describe('the check of answers', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    const document = JSON.parse(await readFile('docs/openapi.json', 'utf8')) as OpenApiDocument;
    server = wrong();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    checkAnswersOf(server, () => document);
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it('names the operation, the status and the breach', async () => {
    await fetch(`${url}/routers/`);
    expect(takeBreaches()).toContain(
      'GET /routers/ → 200: / must NOT have additional properties {"additionalProperty":"result"}',
    );
  });

  it('counts each answer once', () => {
    expect(takeBreaches()).toEqual([]);
  });
});
