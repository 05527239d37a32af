import createClient from 'openapi-fetch';
import { apiBase } from '../base-path.js';
import { authorizedFetch } from '../session/authorized-fetch.js';
import { ApiError, UnreachableError } from './api-error.js';
import { type paths } from './openapi.js';

/**
 * The API, typed by its own description. Wrap each call in {@link answerOf}:
 *
 *     const page = await answerOf(api.GET('/payments/', { params: { query: { limit: 50 } } }));
 */
export const api = createClient<paths>({ baseUrl: apiBase, fetch: authorizedFetch });

interface Outcome<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * What the server has answered.
 * @throws ApiError with the sentence of the server, when it refuses
 * @throws UnreachableError when no answer came
 */
export async function answerOf<T>(call: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown): never => {
    throw cause instanceof TypeError ? new UnreachableError(cause) : cause;
  });
  if (!response.ok) throw ApiError.from(response, error);
  // A body is missing where the description says so (204), and T is then undefined.
  return data as T;
}
