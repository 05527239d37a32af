import { type LoggedIn } from './login.service.js';
import { type Registered } from './register.service.js';

/** `POST /users/register/`: the only time that the private key is shown. */
export const registeredResponse = ({ userId, apiKey }: Registered) => ({
  message: 'User registered successfully',
  user_id: userId,
  api_key: {
    public_key: apiKey.publicKey,
    private_key: apiKey.privateKey.reveal(),
    message: 'Keep the private key safe. It is shown only this once.',
  },
  note: 'Put the public key into your captive portal; it goes into the X-Public-Key header.',
});

/** `POST /users/login/` */
export const loggedInResponse = ({ user, tokens }: LoggedIn) => ({
  access_token: tokens.accessToken.reveal(),
  refresh_token: tokens.refreshToken.reveal(),
  user_id: user.userId,
  username: user.username,
});
