import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { type RawBodyRequest } from '@nestjs/common';
import { type IncomingMessage } from 'node:http';
import { ApiError, malformedBody } from '../errors/api-error.js';
import { hasBody } from './has-body.js';
import { plainMediaType } from './media-type.js';

const LIMIT = '100kb';

const parsers = [
  refuseOtherMediaTypes,
  explained(express.json({ limit: LIMIT, verify: keepBytes })),
  express.urlencoded({ limit: LIMIT, extended: false, verify: keepBytes }),
];

/**
 * Parses bodies as JSON or as a form, and rejects other media types. An empty body counts as none,
 * whatever its media type.
 */
export const bodyParsing: readonly RequestHandler[] = [
  plainContentType,
  ...parsers.map(whereThereIsOne),
];

/** The paths whose bodies may be signed. */
const SIGNED = /\/payments\/webhook(?:[/?]|$)/i;

/**
 * Keeps the bytes of a webhook's body as `rawBody`, under Nest's own name for them: signatures cover
 * these.
 */
function keepBytes(
  request: RawBodyRequest<IncomingMessage>,
  _response: unknown,
  bytes: Buffer,
): void {
  if (SIGNED.test(request.url ?? '')) request.rawBody = bytes;
}

/** Normalises the `Content-Type` header for the parsers if there is a body. */
async function plainContentType(
  request: Request,
  _response: Response,
  next: NextFunction,
): Promise<void> {
  const { headers } = request;
  if (mayHaveBody(request)) {
    if (!(await hasBody(request))) {
      delete headers['content-length'];
      delete headers['transfer-encoding'];
    } else if (headers['content-type'] !== undefined) {
      headers['content-type'] = plainMediaType(headers['content-type']);
    }
  }
  next();
}

/** Most requests are reads of portals without a body, and skip all three parsers. */
function whereThereIsOne(handle: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (mayHaveBody(request)) void handle(request, response, next);
    else next();
  };
}

const mayHaveBody = ({ headers }: Request): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

function refuseOtherMediaTypes(request: Request, _response: Response, next: NextFunction): void {
  const known = request.is(['application/json', 'application/x-www-form-urlencoded']);
  next(known === false ? otherMediaType() : undefined);
}

/** 415: a body that is neither JSON nor a form. */
export const otherMediaType = (): ApiError =>
  new ApiError(
    415,
    'unsupported_media_type',
    'Send the body as application/json or application/x-www-form-urlencoded.',
  );

/** Describes unreadable JSON here, because the framework later drops the cause. */
function explained(parse: RequestHandler): RequestHandler {
  return (request, response, next) => {
    void parse(request, response, (thrown?: unknown) => {
      next(isParseError(thrown) ? malformedBody(thrown) : thrown);
    });
  };
}

/** `body-parser` marks its errors like this. */
const isParseError = (thrown: unknown): boolean =>
  thrown instanceof Error && 'type' in thrown && thrown.type === 'entity.parse.failed';
