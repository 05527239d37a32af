import { type NextFunction, type Request, type Response } from 'express';
import { notFound } from '../common/errors/api-error.js';

/** What a worker answers: whether it is well, and its figures. */
const SIGNALS = /^\/(health|metrics)(\/|$)/;

/** Keeps everything but health and metrics out of a process that only works in the background. */
export function signalsOnly(request: Request, _response: Response, next: NextFunction): void {
  next(
    SIGNALS.test(request.path)
      ? undefined
      : notFound('not_found', 'This process is a worker: it answers /health and /metrics only.'),
  );
}
