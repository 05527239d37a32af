import { type RequestHandler } from 'express';
import { ApiError } from '../errors/api-error.js';
import { type RouteTable } from './route-table.js';

/**
 * Answers `OPTIONS` for every known path, and refuses methods that a known path does not answer,
 * both with `Allow` and before a body is read. Unknown paths are left to the router.
 */
export function knownMethods(routes: RouteTable): RequestHandler {
  return (request, response, next) => {
    const found = routes.at(request);
    if (found.length === 0 || found.some(({ methods }) => methods.includes(request.method))) {
      next();
      return;
    }
    const methods = new Set(found.flatMap((route) => route.methods));
    const allow = [...methods, 'OPTIONS'].join(', ');
    if (request.method === 'OPTIONS') {
      response.status(204).set('Allow', allow).end();
      return;
    }
    next(methodNotAllowed(request.method, allow));
  };
}

const methodNotAllowed = (method: string, allow: string): ApiError =>
  new ApiError(
    405,
    'method_not_allowed',
    `This path does not answer ${method}. It answers ${allow}.`,
    { headers: { Allow: allow } },
  );
