import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { ApiError, malformedBody } from '../errors/api-error.js';
import { hasBody } from './has-body.js';
import { plainMediaType } from './media-type.js';

const LIMIT = '100kb';

const parsers = [
  refuseOtherMediaTypes,
  explained(express.json({ limit: LIMIT })),
  express.urlencoded({ limit: LIMIT, extended: false }),
];

/**
 * Bodies as JSON or as a form; any other kind is refused rather than read as empty. What is empty is
 * no body, of whatever kind it is said to be.
 */
export const bodyParsing: readonly RequestHandler[] = [
  plainContentType,
  ...parsers.map(whereThereIsOne),
];

/** Makes the header what the parsers understand, where there is a body to parse. */
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

/** Reads of a portal's page are most of all requests, and have no body to ask three times about. */
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
