import { preferences } from '../preferences/preferences.js';
import { session } from './session.js';
import { type Login } from './session-api.js';

const UNAUTHORIZED = 401;

/**
 * `fetch` with the access token, for answers in the chosen language. When the token has expired, it is renewed, and the request is sent
 * once more, by the same operator; many requests at once share one renewal.
 */
export async function authorizedFetch(request: Request): Promise<Response> {
  const login = session.login();
  // A body can be read once only, so a copy is kept for the second time.
  const again = request.clone();
  const response = await send(request, login);
  if (response.status !== UNAUTHORIZED || login === null) return response;
  await session.renew(login);
  const renewed = session.login();
  return renewed?.user.id === login.user.id ? send(again, renewed) : response;
}

function send(request: Request, login: Login | null): Promise<Response> {
  request.headers.set('Accept-Language', preferences().language);
  if (login !== null) request.headers.set('Authorization', `Bearer ${login.accessToken}`);
  return fetch(request);
}
