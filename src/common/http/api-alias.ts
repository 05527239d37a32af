import { type NextFunction, type Request, type Response } from 'express';

/** Serves every path below `/api` too, as callers of the previous system expect. */
export function apiAlias(request: Request, _response: Response, next: NextFunction): void {
  if (request.url.startsWith('/api/')) request.url = request.url.slice('/api'.length);
  next();
}
