import { Injectable } from '@nestjs/common';
import { type RequestHandler } from 'express';
import { type Server } from 'node:http';
import { ApiError } from '../errors/api-error.js';

/** The interval for closing idle connections during shutdown, in ms. */
const CLOSE_IDLE_EVERY_MS = 100;
const ASK_AGAIN_SECONDS = '1';

/**
 * Stops an HTTP server: running requests are completed and new ones get a 503, also on open
 * keep-alive connections. The client repeats them and reaches another process.
 */
@Injectable()
export class Draining {
  private isDraining = false;

  /** Rejects requests that arrive during shutdown. */
  readonly middleware: RequestHandler = (_request, _response, next) => {
    if (this.isDraining) next(stopping());
    else next();
  };

  /** Starts to reject new requests. Does not wait for running ones. */
  begin(server: Server): void {
    this.isDraining = true;
    server.close();
    // This closes the connections that are idle now, but not those that become idle later.
    const closing = setInterval(() => {
      server.closeIdleConnections();
    }, CLOSE_IDLE_EVERY_MS);
    server.once('close', () => {
      clearInterval(closing);
    });
  }
}

/** 503: this process is shutting down. */
export const stopping = (): ApiError =>
  new ApiError(503, 'stopping', 'This server is being stopped. Send the request again.', {
    headers: { Connection: 'close', 'Retry-After': ASK_AGAIN_SECONDS },
  });
