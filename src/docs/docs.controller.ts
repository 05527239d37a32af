import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Public } from '../auth/access.decorators.js';
import { notFound } from '../common/errors/api-error.js';
import { AnyQuery } from '../common/http/known-query.interceptor.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { ApiDocument } from './api-document.js';
import { docs } from './docs.openapi.js';
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

/** The OpenAPI document, as JSON and as a page. */
@Public()
@AnyQuery()
@Tag('Server')
@Controller()
export class DocsController {
  constructor(private readonly document: ApiDocument) {}

  @Describe(docs.document)
  @Get('openapi.json')
  async json(): Promise<object> {
    return this.document.get();
  }

  @Describe(docs.page)
  @Get('docs')
  page(@Req() { path }: Request, @Res() response: Response): void {
    response.set(PAGE_HEADERS).send(docsPage(path.endsWith('/') ? '.' : './docs'));
  }

  @Describe(docs.file)
  @Get('docs/:file')
  file(@Param('file') file: string, @Res() response: Response): void {
    if (file === 'init.js') {
      response.type('text/javascript').send(DOCS_SCRIPT);
      return;
    }
    if (!FILES.includes(file)) throw notFound('not_found', 'There is no such file.');
    response.sendFile(join(FOLDER, file), { maxAge: ONE_DAY_MS });
  }
}
