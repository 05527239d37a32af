import { type NextFunction, type Request, type Response } from 'express';
import { ApiError, invalid } from '../errors/api-error.js';

/** The minimum that RFC 9110, section 4.1, recommends; none of our URLs comes near it. */
const MAX_URL_LENGTH = 8_000;

/** Rejects URLs that are too long or have invalid percent-encoding. */
export function saneUrl(request: Request, _response: Response, next: NextFunction): void {
  if (request.url.length > MAX_URL_LENGTH) {
    next(
      new ApiError(
        414,
        'url_too_long',
        `The address is too long: at most ${MAX_URL_LENGTH} characters are accepted.`,
      ),
    );
    return;
  }
  next(isDecodable(request.path) ? undefined : malformedUrl());
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const malformedUrl = (): ApiError =>
  invalid('malformed_url', 'The address is not valid: check its percent-encoding.');
