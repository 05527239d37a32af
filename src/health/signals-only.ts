import { type NextFunction, type Request, type Response } from 'express';
import { notFound } from '../common/errors/api-error.js';

/** The paths that a worker process answers: health and metrics. */
const SIGNALS = /^\/(health|metrics)(\/|$)/;

/** Rejects all other requests in a process that only runs jobs. */
export function signalsOnly(request: Request, _response: Response, next: NextFunction): void {
  next(
    SIGNALS.test(request.path)
      ? undefined
      : notFound('not_found', 'This process is a worker: it answers /health and /metrics only.'),
  );
}
