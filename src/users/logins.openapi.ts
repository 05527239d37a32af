import { authErrors } from '../auth/auth-errors.js';
import { answer, type Description } from '../common/openapi/describe.decorator.js';
import { about, count, resource, text } from '../common/openapi/schema.js';
import {
  type loggedInResponse,
  type loggedOutResponse,
  type tokensResponse,
} from './logins.responses.js';

const tokens = {
  access_token: about('To be sent as `Authorization: Bearer …`.', text),
  refresh_token: about('Can be used once, for a new pair.', text),
};
const exampleTokens = {
  access_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  refresh_token: 'dGhpcyBpcyBhIHJlZnJlc2ggdG9rZW4gdGhhdCBpcyBub25l',
};

const Login = resource<ReturnType<typeof loggedInResponse>>(
  'Login',
  'A login that has begun.',
  { ...tokens, user_id: count, username: text },
  { ...exampleTokens, user_id: 1, username: 'mama-njeri' },
);

const Tokens = resource<ReturnType<typeof tokensResponse>>(
  'Tokens',
  'The new tokens of a login.',
  tokens,
  exampleTokens,
);

const LoggedOut = resource<ReturnType<typeof loggedOutResponse>>(
  'LoggedOut',
  'The login has ended.',
  { message: text },
  { message: 'Logged out successfully' },
);

/** Describes the endpoints of logins. */
export const loginsDocs = {
  login: {
    summary: 'Log in with a password',
    example: { username: 'mama-njeri', password: 'ndizi nne za njano' },
    answers: [answer(200, 'A login has begun.', Login)],
    errors: [authErrors.invalidCredentials(), authErrors.userDisabled()],
  },
  loginByApiKey: {
    summary: 'Log in with a pair of API keys',
    example: {
      public_key: '5f2c8a1e9b3d4760a8c1e2f3b4d5a697',
      private_key: '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9',
    },
    answers: [answer(200, 'A login has begun.', Login)],
    errors: [authErrors.invalidApiKeys(), authErrors.userDisabled()],
  },
  refresh: {
    summary: 'Exchange a refresh token for a new pair',
    description:
      'The old token dies. Brought again, by whomever, it ends the whole login: two holders of ' +
      'one token mean that it was copied.',
    example: { refresh_token: exampleTokens.refresh_token },
    answers: [answer(200, 'The new pair.', Tokens)],
    errors: [
      authErrors.refreshTokenUnknown(),
      authErrors.refreshTokenReused(),
      authErrors.refreshTokenExpired(),
      authErrors.sessionEnded(),
      authErrors.userDisabled(),
    ],
  },
  logout: {
    summary: 'Log out',
    description: 'Ends this login and revokes its tokens at once.',
    answers: [answer(200, 'The login has ended.', LoggedOut)],
  },
} as const satisfies Record<string, Description>;
