import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Public } from '../auth/access.decorators.js';
import { type ApiError, notFound } from '../common/errors/api-error.js';
import { AnyQuery } from '../common/http/known-query.guard.js';
import { Describe, htmlPage, Tag } from '../common/openapi/describe.decorator.js';
import { text } from '../common/openapi/schema.js';
import { ApiDocument } from './api-document.js';
import { docsPage, DOCS_SCRIPT } from './docs-page.js';

/** Only scripts of this server may run; `data:` allows the small images of the style sheet. */
const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
} as const;

/** The files of the library that the page loads. Its source maps and demos are not served. */
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
const FOLDER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const ONE_DAY_MS = 86_400_000;
const noSuchFile = (): ApiError => notFound('not_found', 'There is no such file.');

/** The OpenAPI document, as JSON and as a page. */
@Public()
@AnyQuery()
@Tag('Server')
@Controller()
export class DocsController {
  constructor(private readonly document: ApiDocument) {}

  @Describe({
    summary: 'This document',
    isFile: true,
    answers: [
      {
        status: 200,
        description: 'The description of the API as OpenAPI 3.1.',
        mediaType: 'application/json',
        schema: { type: 'object', required: ['openapi', 'info', 'paths'] },
        example: { openapi: '3.1.0', info: { title: 'Lipafi', version: '0.1.0' }, paths: {} },
      },
    ],
  })
  @Get('openapi.json')
  json(): object {
    return this.document.get();
  }

  @Describe({
    summary: 'This document as a page',
    isFile: true,
    answers: [htmlPage(200, 'Swagger UI.', '<!doctype html>…')],
  })
  @Get('docs')
  page(@Req() { path }: Request, @Res() response: Response): void {
    response.set(PAGE_HEADERS).send(docsPage(path.endsWith('/') ? '.' : './docs'));
  }

  @Describe({
    summary: 'A file of that page',
    isFile: true,
    parameters: [
      { name: 'file', in: 'path', required: true, schema: text, example: 'swagger-ui.css' },
    ],
    answers: [
      { status: 200, description: 'The file, of its own type.', mediaType: '*/*', schema: text },
    ],
    errors: [noSuchFile()],
  })
  @Get('docs/:file')
  file(@Param('file') file: string, @Res() response: Response): void {
    if (file === 'init.js') {
      response.type('text/javascript').send(DOCS_SCRIPT);
      return;
    }
    if (!FILES.includes(file)) throw noSuchFile();
    response.sendFile(join(FOLDER, file), { maxAge: ONE_DAY_MS });
  }
}
