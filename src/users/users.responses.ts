import { message, response } from '../common/openapi/response.js';
import { count, instant, object, text } from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { type CreatedUser } from './create-user.service.js';
import { type Profile } from './users.repository.js';

const KEEP_THE_KEY = 'Keep the private key safe. It is shown only this once.';
const REGISTERED = 'User registered successfully';
const WHERE_THE_KEY_GOES =
  'Put the public key into your captive portal; it goes into the X-Public-Key header.';

/** `POST /users/register/`: the only time that the private key is shown. */
export const RegistrationResponse = response<CreatedUser>(
  'Registration',
  'A new operator, with a first pair of API keys.',
).with({
  message: [text, REGISTERED, () => REGISTERED],
  user_id: [count, 1, (r) => r.userId],
  api_key: [
    object({ public_key: text, private_key: text, message: text }),
    {
      public_key: 'c1eb9fed9dabc57f61d56c26ef3870ae',
      private_key: '7d1f0c9ab2e94f5d8c6b3a2e1f0d9c8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e2d',
      message: KEEP_THE_KEY,
    },
    ({ apiKey }) => ({
      public_key: apiKey.publicKey,
      private_key: apiKey.privateKey.reveal(),
      message: KEEP_THE_KEY,
    }),
  ],
  note: [text, WHERE_THE_KEY_GOES, () => WHERE_THE_KEY_GOES],
});

/** `POST /users/change-password/` */
export const PasswordChangedResponse = message(
  'PasswordChanged',
  'The password is another one now.',
  'Password changed successfully. All your other logins have ended.',
);

/** `GET, PUT /users/profile/` */
export const ProfileResponse = response<Profile>(
  'Profile',
  'What an operator tells of themselves.',
).with({
  bio: [text, 'WiFi for Kibera since 2019.', (r) => r.bio],
  website: [text, 'https://mama-njeri.example', (r) => r.website],
  created_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.createdAt)],
  updated_at: [instant, '2026-03-01T09:30:00.000Z', (r) => toIso(r.updatedAt)],
});
