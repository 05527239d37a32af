import { ApiError } from './api-error.js';

const NOT_FOUND = 404;

/**
 * Deletes something. What is gone already, such as after a lost answer, counts as deleted.
 * @param deletion the request, which fails with 404 when there is nothing to delete
 */
export const orGone = (deletion: Promise<unknown>): Promise<unknown> =>
  deletion.catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === NOT_FOUND)) throw error;
  });
