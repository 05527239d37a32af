import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Request } from 'express';
import { type ApiError, invalidFields } from '../errors/api-error.js';
import { type Cursor, decodeCursor } from '../pagination/cursor.js';
import { DEFAULT_LIMIT, type PageRequest, parseLimit } from '../pagination/page.js';
import { pageUrl } from '../pagination/page-url.js';
import { describedArgument } from '../openapi/describe.decorator.js';

/** The page that a request asks for, and how to link to its neighbours. */
export interface PageAsked extends PageRequest {
  /** The URL of the page at a cursor, with all other parameters; for null, of the first page. */
  readonly linkTo: (cursor: string | null) => string;
}

/** Reads `?limit=` and `?cursor=`. @throws ApiError 400 */
export function pageAsked(isId: (id: string) => boolean, context: ExecutionContext): PageAsked {
  const request = context.switchToHttp().getRequest<Request>();
  const limit = parseLimit(request.query.limit);
  if (limit === null) throw limitInvalid();
  return {
    limit,
    cursor: cursorOf(request.query.cursor, isId),
    linkTo: (cursor) => pageUrl(listUrl(request), request.query, cursor),
  };
}
const PageParam = createParamDecorator(pageAsked);

const limitInvalid = (): ApiError =>
  invalidFields({ limit: ['limit must be a whole number above zero'] });

const cursorInvalid = (): ApiError =>
  invalidFields({ cursor: ['cursor must be taken from next or previous of this list'] });

/**
 * The page that `?limit=` and `?cursor=` ask for.
 *
 * @param isId checks the ids of the list's rows, so that a forged cursor never reaches the database
 */
export const PageOf = (isId: (id: string) => boolean): ParameterDecorator =>
  describedArgument(PageParam(isId), {
    parameters: [
      {
        name: 'limit',
        in: 'query',
        description: 'How many rows a page has; above 200 counts as 200.',
        schema: { type: 'integer', minimum: 1, default: DEFAULT_LIMIT },
      },
      {
        name: 'cursor',
        in: 'query',
        description:
          'Where the page begins. It comes with `next` and `previous`; do not make it up.',
        schema: { type: 'string' },
      },
    ],
    errors: [limitInvalid(), cursorInvalid()],
  });

function cursorOf(value: unknown, isId: (id: string) => boolean): Cursor | null {
  if (value === undefined || value === '') return null;
  const cursor = decodeCursor(value, isId);
  if (!cursor) throw cursorInvalid();
  return cursor;
}

const listUrl = (request: Request): string =>
  `${request.protocol}://${request.get('host') ?? 'localhost'}${request.originalUrl.split('?')[0] ?? ''}`;
