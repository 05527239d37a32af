import { type NextFunction, type Request, type Response } from 'express';

/** White space as it is encoded, and characters that nobody sees, between slashes at the end. */
const BLANK_END = /(?:\/|%20|%09|%0[abcd]|%c2%a0|%e2%80%8b|%ef%bb%bf)+$/i;
const REPEATED_SLASHES = /\/{2,}/g;

/**
 * Finds the route of an address that was pasted with a blank behind it, or put together with a slash
 * too many: operators enter the webhook's address by hand, and events sent elsewhere are lost.
 */
export function cleanPath(request: Request, _response: Response, next: NextFunction): void {
  const { url } = request;
  if (url.includes('//') || url.includes('%')) request.url = cleanedUrl(url);
  next();
}

/** The address that is meant: without blanks at the end of its path and with single slashes. */
export function cleanedUrl(url: string): string {
  // A whole address, as proxies are asked, begins with its scheme.
  if (!url.startsWith('/')) return url;
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  const query = end === -1 ? '' : url.slice(end);
  return path.replace(BLANK_END, '/').replace(REPEATED_SLASHES, '/') + query;
}
