import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { ApiError, malformedBody } from '../errors/api-error.js';

const LIMIT = '100kb';

/** Bodies as JSON or as a form; any other kind is refused rather than read as empty. */
export const bodyParsing: readonly RequestHandler[] = [
  refuseOtherMediaTypes,
  explained(express.json({ limit: LIMIT })),
  express.urlencoded({ limit: LIMIT, extended: false }),
].map(whereThereIsOne);

/** Reads of a portal's page are most of all requests, and have no body to ask three times about. */
function whereThereIsOne(handle: RequestHandler): RequestHandler {
  return (request, response, next) => {
    const { headers } = request;
    const hasBody =
      headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody) void handle(request, response, next);
    else next();
  };
}

function refuseOtherMediaTypes(request: Request, _response: Response, next: NextFunction): void {
  const known = request.is(['application/json', 'application/x-www-form-urlencoded']);
  // `is` gives null when the request has no body at all.
  if (known === false && request.headers['content-length'] !== '0') {
    next(otherMediaType());
    return;
  }
  next();
}

/** 415: a body that is neither JSON nor a form. */
export const otherMediaType = (): ApiError =>
  new ApiError(
    415,
    'unsupported_media_type',
    'Send the body as application/json or application/x-www-form-urlencoded.',
  );

/** Says what is wrong with unreadable JSON here: further on, the framework forgets what failed. */
function explained(parse: RequestHandler): RequestHandler {
  return (request, response, next) => {
    void parse(request, response, (thrown?: unknown) => {
      next(isParseError(thrown) ? malformedBody(thrown) : thrown);
    });
  };
}

/** `body-parser` marks its errors so. */
const isParseError = (thrown: unknown): boolean =>
  thrown instanceof Error && 'type' in thrown && thrown.type === 'entity.parse.failed';
