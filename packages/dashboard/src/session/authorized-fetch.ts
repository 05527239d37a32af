import { session } from './session.js';

/**
 * `fetch` with the access token. When the token has expired, it is renewed, and the request is sent
 * once more; many requests at once share one renewal.
 */
export async function authorizedFetch(request: Request): Promise<Response> {
  const token = session.accessToken();
  // A body can be read once only, so a copy is kept for the second time.
  const again = request.clone();
  const response = await send(request, token);
  if (response.status !== 401) return response;
  await session.renew(token);
  const renewed = session.accessToken();
  return renewed === null || renewed === token ? response : send(again, renewed);
}

function send(request: Request, token: string | null): Promise<Response> {
  if (token !== null) request.headers.set('Authorization', `Bearer ${token}`);
  return fetch(request);
}
