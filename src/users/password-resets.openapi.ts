import { authErrors } from '../auth/auth-errors.js';
import { answer, type Description } from '../common/openapi/describe.decorator.js';
import { resource, text } from '../common/openapi/schema.js';
import { TOO_COMMON } from './password-fault.js';
import {
  type passwordMailResponse,
  type passwordResetResponse,
} from './password-resets.responses.js';
import { passwordUnfit } from './user-errors.js';

const PasswordReset = resource<ReturnType<typeof passwordResetResponse>>(
  'PasswordReset',
  'The password is a new one.',
  { message: text },
  {
    message: 'Password set successfully. All your logins have ended; log in with the new password.',
  },
);

const PasswordMail = resource<ReturnType<typeof passwordMailResponse>>(
  'PasswordMail',
  'A mail is on its way, if there is somebody to send it to.',
  { message: text },
  {
    message:
      'If there is such an account, a mail with a link to set a new password is on its way to its ' +
      'e-mail address.',
  },
);

/** Describes the endpoints of password resets. */
export const passwordResetsDocs = {
  forgot: {
    summary: 'Have a link to a new password sent by mail',
    description:
      'Takes a user name or an e-mail address, under the name `username` or `email`. The answer is ' +
      'the same whether or not there is such an account. The link serves once, within an hour. Only ' +
      'where the server can send mail (`SMTP_URL`).',
    example: { username: 'mama-njeri' },
    answers: [answer(200, 'A mail is on its way, if there is such an account.', PasswordMail)],
  },
  page: {
    summary: 'Show the page that the link of a mail opens',
    description: 'The token is in the part of the address that browsers keep to themselves.',
    answers: [
      {
        status: 200,
        description: 'A page with one field.',
        mediaType: 'text/html',
        schema: text,
        example: '<!doctype html><title>Set a new password</title>',
      },
    ],
  },
  reset: {
    summary: 'Set a new password with a token',
    description:
      'The token comes by mail, or from whoever runs the server (`npm run users:reset-password`). It serves ' +
      'once; all logins of the operator end, and every other token of theirs stops.',
    example: {
      token: 'dGhpcyBpcyBhIHJlc2V0IHRva2VuIHRoYXQgaXMgbm9uZQ',
      new_password: 'embe tano za kijani',
    },
    answers: [answer(200, 'The password is set.', PasswordReset)],
    errors: [authErrors.resetTokenInvalid(), passwordUnfit('new_password', TOO_COMMON)],
  },
} as const satisfies Record<string, Description>;
