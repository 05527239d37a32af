import { ApiError, UnreachableError } from '../api/api-error.js';
import { type components } from '../api/openapi.js';
import { apiBase } from '../base-path.js';
import { preferences } from '../preferences/preferences.js';

type SessionAnswer = components['schemas']['BrowserSession'];

/** A login that goes on, with its access token. The refresh token is in a cookie. */
export interface Login {
  readonly accessToken: string;
  readonly user: SessionAnswer['user'];
}

const UNAUTHORIZED = 401;

/** Begins a login. @throws ApiError when name or password is wrong */
export async function logIn(username: string, password: string): Promise<Login> {
  return loginOf(await send('POST', '', { username, password }));
}

/** Goes on with the login of this browser; null when there is none any more. */
export async function refresh(): Promise<Login | null> {
  try {
    return loginOf(await send('POST', '/refresh', {}));
  } catch (error) {
    if (error instanceof ApiError && error.status === UNAUTHORIZED) return null;
    throw error;
  }
}

/** Ends the login of this browser. */
export async function logOut(): Promise<void> {
  await send('DELETE', '');
}

function loginOf(answer: unknown): Login {
  const { access_token: accessToken, user } = answer as SessionAnswer;
  return { accessToken, user };
}

async function send(method: 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${apiBase}/session${path}`, {
    method,
    headers: {
      'Accept-Language': preferences().language,
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((cause: unknown): never => {
    throw new UnreachableError(cause);
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw ApiError.from(response, answer);
  return answer;
}
