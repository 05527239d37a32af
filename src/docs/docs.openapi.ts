import { notFound } from '../common/errors/api-error.js';
import { type Answer, type Description } from '../common/openapi/describe.decorator.js';
import { text } from '../common/openapi/schema.js';

const page: Answer = {
  status: 200,
  description: 'Swagger UI.',
  mediaType: 'text/html',
  schema: text,
  example: '<!doctype html>…',
};

/** Describes the routes of the document itself. */
export const docs = {
  document: {
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
  },
  page: { summary: 'This document as a page', isFile: true, answers: [page] },
  file: {
    summary: 'A file of that page',
    isFile: true,
    parameters: [
      { name: 'file', in: 'path', required: true, schema: text, example: 'swagger-ui.css' },
    ],
    answers: [
      { ...page, description: 'The file, of its own type.', mediaType: '*/*', example: undefined },
    ],
    errors: [notFound('not_found', 'There is no such file.')],
  },
} as const satisfies Record<string, Description>;
