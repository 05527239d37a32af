import { invalidFields } from '../common/errors/api-error.js';
import { answer, type Description } from '../common/openapi/describe.decorator.js';
import { count, instant, object, resource, text } from '../common/openapi/schema.js';
import { TOO_COMMON } from './password-fault.js';
import { passwordUnfit, usernameTaken, wrongOldPassword } from './user-errors.js';
import {
  type passwordChangedResponse,
  type profileResponse,
  type registeredResponse,
} from './users.responses.js';

type Registered = ReturnType<typeof registeredResponse>;

const Registration = resource<Registered>(
  'Registration',
  'A new operator, with a first pair of API keys.',
  {
    message: text,
    user_id: count,
    api_key: object<Registered['api_key']>({ public_key: text, private_key: text, message: text }),
    note: text,
  },
  {
    message: 'User registered successfully',
    user_id: 1,
    api_key: {
      public_key: 'c1eb9fed9dabc57f61d56c26ef3870ae',
      private_key: '7d1f0c9ab2e94f5d8c6b3a2e1f0d9c8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e2d',
      message: 'Keep the private key safe. It is shown only this once.',
    },
    note: 'Put the public key into your captive portal; it goes into the X-Public-Key header.',
  },
);

const Profile = resource<ReturnType<typeof profileResponse>>(
  'Profile',
  'What an operator tells of themselves.',
  { bio: text, website: text, created_at: instant, updated_at: instant },
  {
    bio: 'WiFi for Kibera since 2019.',
    website: 'https://mama-njeri.example',
    created_at: '2026-03-01T08:00:00.000Z',
    updated_at: '2026-03-01T09:30:00.000Z',
  },
);

const PasswordChanged = resource<ReturnType<typeof passwordChangedResponse>>(
  'PasswordChanged',
  'The password is another one now.',
  { message: text },
  { message: 'Password changed successfully. All your other logins have ended.' },
);

/** Describes the endpoints of operators' accounts. */
export const usersDocs = {
  register: {
    summary: 'Register an operator',
    description:
      'Makes a first pair of API keys too. The private key is shown this once and never again. ' +
      'Who may register is a setting of the server (`REGISTRATION`): anyone, the first operator ' +
      'alone, or nobody.',
    example: {
      username: 'mama-njeri',
      email: 'njeri@mama-njeri.example',
      password: 'ndizi nne za njano',
    },
    answers: [answer(201, 'The operator is registered.', Registration)],
    errors: [usernameTaken(), passwordUnfit('password', TOO_COMMON)],
  },
  changePassword: {
    summary: 'Change the password',
    description: 'Ends all other logins of the operator. `current_password` is `old_password` too.',
    example: { old_password: 'ndizi nne za njano', new_password: 'embe tano za kijani' },
    answers: [answer(200, 'The password is changed.', PasswordChanged)],
    errors: [wrongOldPassword(), passwordUnfit('new_password', TOO_COMMON)],
  },
  profile: {
    summary: 'Show the profile',
    answers: [answer(200, 'The profile.', Profile)],
  },
  updateProfile: {
    summary: 'Change the profile',
    description: 'What is left out stays what it is.',
    example: { bio: 'WiFi for Kibera since 2019.', website: 'https://mama-njeri.example' },
    answers: [answer(200, 'The profile as it is now.', Profile)],
    errors: [
      invalidFields({
        website: ['website must be a URL that begins with http:// or https://, or empty'],
      }),
    ],
  },
} as const satisfies Record<string, Description>;
