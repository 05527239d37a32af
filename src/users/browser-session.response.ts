import { type TokenPair } from '../auth/tokens.service.js';
import { response } from '../common/openapi/response.js';
import { about, integer, integerId, object, text } from '../common/openapi/schema.js';
import { TokensResponse } from './logins.responses.js';
import { type UserEntity } from './user.entity.js';

/** A login of a browser. */
interface BrowserSession extends Pick<TokenPair, 'accessToken'> {
  readonly user: Pick<UserEntity, 'id' | 'username' | 'email'>;
  /** The lifetime of the access token in seconds. */
  readonly expiresIn: number;
}

/** `POST /session/` and `POST /session/refresh/`: the refresh token is in the cookie only. */
export const BrowserSessionResponse = response<BrowserSession>(
  'BrowserSession',
  'The access token of a browser, and whose login it is.',
).with({
  access_token: [
    about('To be kept in memory, and sent as `Authorization: Bearer …`.', text),
    TokensResponse.example.access_token,
    (r) => r.accessToken.reveal(),
  ],
  expires_in: [
    about('Seconds until the access token expires.', integer(1)),
    900,
    (r) => r.expiresIn,
  ],
  user: [
    object({ id: integerId, username: text, email: text }),
    { id: 1, username: 'mama-njeri', email: 'njeri@mama-njeri.example' },
    ({ user: { id, username, email } }) => ({ id, username, email }),
  ],
});
