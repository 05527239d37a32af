import { type NextFunction, type Request, type Response } from 'express';

/** Encoded white space and invisible characters, between slashes at the end. */
const BLANK_END = /(?:\/|%20|%09|%0[abcd]|%c2%a0|%e2%80%8b|%ef%bb%bf)+$/i;
const REPEATED_SLASHES = /\/{2,}/g;
/** The scheme and host of a full URL, as sent to proxies. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/**
 * Finds the route of a URL that was pasted with a trailing space or built with a double slash.
 * Operators type the webhook URL by hand, and events sent to a wrong URL are lost.
 */
export function cleanPath(request: Request, _response: Response, next: NextFunction): void {
  const { url } = request;
  if (url.includes('//') || url.includes('%')) request.url = cleanedUrl(url);
  next();
}

/**
 * The intended URL: without scheme and host, without spaces at the end of its path, and with single
 * slashes.
 */
export function cleanedUrl(given: string): string {
  const withoutOrigin = given.replace(ORIGIN, '');
  const isPathMissing = withoutOrigin !== given && !withoutOrigin.startsWith('/');
  const url = isPathMissing ? `/${withoutOrigin}` : withoutOrigin;
  if (!url.startsWith('/')) return url;
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  const query = end === -1 ? '' : url.slice(end);
  return path.replace(BLANK_END, '/').replace(REPEATED_SLASHES, '/') + query;
}
