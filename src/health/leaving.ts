import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { type ShutdownState } from './shutdown-state.js';

/**
 * Lets go of each connection after the answer that is given on it once the server is stopping.
 * Otherwise those that proxies keep open would hold the process up until it is cut off.
 */
export function leaving(state: ShutdownState): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (state.isStopping) response.setHeader('Connection', 'close');
    // A request that was here before the order to stop has been promised an open connection.
    response.once('finish', () => {
      if (state.isStopping) request.socket.end();
    });
    next();
  };
}
