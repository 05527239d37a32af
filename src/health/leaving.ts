import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { type ShutdownState } from './shutdown-state.js';

/**
 * Closes each connection after its current answer once the server was told to stop, so that proxies
 * hold no connection when the process ends.
 */
export function leaving(state: ShutdownState): RequestHandler {
  return (_request: Request, response: Response, next: NextFunction) => {
    if (state.isStopping) response.setHeader('Connection', 'close');
    next();
  };
}
