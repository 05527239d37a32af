import { type TokenPair } from '../auth/tokens.service.js';
import { type LoggedIn } from './login.service.js';

/** `POST /users/token/refresh/` */
export const tokensResponse = ({ accessToken, refreshToken }: TokenPair) => ({
  access_token: accessToken.reveal(),
  refresh_token: refreshToken.reveal(),
});

/** `POST /users/login/` and `POST /users/api-key-login/` */
export const loggedInResponse = ({ user, tokens }: LoggedIn) => ({
  ...tokensResponse(tokens),
  user_id: user.userId,
  username: user.username,
});

/** `POST /users/logout/` */
export const loggedOutResponse = () => ({ message: 'Logged out successfully' });
