import { type Request, type Response } from 'express';
import { setTimeout as wait } from 'node:timers/promises';
import { type FaultEffect } from './fault.js';

/**
 * Applies a fault to a request. Returns true when this was the response, or prevented one; false
 * when the request was only delayed and continues.
 */
export async function enact(
  effect: FaultEffect,
  request: Request,
  response: Response,
): Promise<boolean> {
  switch (effect.kind) {
    case 'answer':
      response.status(effect.status).setHeader('Content-Type', effect.contentType);
      for (const [name, value] of Object.entries(effect.headers ?? {})) {
        response.setHeader(name, value);
      }
      response.end(effect.body);
      return true;
    case 'drop':
      request.socket.destroy();
      return true;
    case 'hang':
      return true;
    case 'delay':
      await waitWhileOpen(effect.delayMs, response);
      return false;
  }
}

/** Waits, but stops when the client closes the connection. */
async function waitWhileOpen(delayMs: number, response: Response): Promise<void> {
  const gone = new AbortController();
  const abort = (): void => {
    gone.abort();
  };
  response.once('close', abort);
  await wait(delayMs, undefined, { signal: gone.signal }).catch(() => undefined);
  response.off('close', abort);
}
