import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { type ShutdownState } from './shutdown-state.js';

/**
 * Lets go of each connection with the answer that is given on it once the server has been told to
 * stop, so that proxies have none left when it goes.
 */
export function leaving(state: ShutdownState): RequestHandler {
  return (_request: Request, response: Response, next: NextFunction) => {
    if (state.isStopping) response.setHeader('Connection', 'close');
    next();
  };
}
