import { Injectable } from '@nestjs/common';
import { type RequestHandler } from 'express';
import { type Server } from 'node:http';
import { ApiError } from '../errors/api-error.js';

/** How often connections that have become idle are looked for while a server stops. */
const LOOK_EVERY_MS = 100;
const ASK_AGAIN_SECONDS = '1';

/**
 * How an HTTP server ends: running requests are finished, and nothing new is begun, on connections
 * that were kept alive either. Whoever asks there is told to ask again, and finds another process.
 */
@Injectable()
export class Draining {
  private isDraining = false;

  /** Refuses the requests that come too late. */
  readonly middleware: RequestHandler = (_request, _response, next) => {
    if (this.isDraining) next(stopping());
    else next();
  };

  /** From now on nothing new is begun; does not wait for what is running. */
  begin(server: Server): void {
    this.isDraining = true;
    server.close();
    // That has closed the connections which are idle now, not those that become so later.
    const looking = setInterval(() => {
      server.closeIdleConnections();
    }, LOOK_EVERY_MS);
    server.once('close', () => {
      clearInterval(looking);
    });
  }
}

/** 503: this process takes nothing new any more. */
export const stopping = (): ApiError =>
  new ApiError(503, 'stopping', 'This server is being stopped. Send the request again.', {
    headers: { Connection: 'close', 'Retry-After': ASK_AGAIN_SECONDS },
  });
