import { type TokenPair } from '../auth/tokens.service.js';
import { message, response } from '../common/openapi/response.js';
import { about, count, text } from '../common/openapi/schema.js';
import { type LoggedIn } from './login.service.js';

/** `POST /users/token/refresh/` */
export const TokensResponse = response<TokenPair>('Tokens', 'The new tokens of a login.').with({
  access_token: [
    about('To be sent as `Authorization: Bearer …`.', text),
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    (r) => r.accessToken.reveal(),
  ],
  refresh_token: [
    about('Can be used once, for a new pair.', text),
    'dGhpcyBpcyBhIHJlZnJlc2ggdG9rZW4gdGhhdCBpcyBub25l',
    (r) => r.refreshToken.reveal(),
  ],
});

/** `POST /users/login/` and `POST /users/api-key-login/` */
export const LoginResponse = response<TokenPair & Pick<LoggedIn, 'user'>>(
  'Login',
  'A login that has begun.',
).with({
  ...TokensResponse.fields,
  user_id: [count, 1, (r) => r.user.userId],
  username: [text, 'mama-njeri', (r) => r.user.username],
});

/** `POST /users/logout/` */
export const LoggedOutResponse = message(
  'LoggedOut',
  'The login has ended.',
  'Logged out successfully',
);
