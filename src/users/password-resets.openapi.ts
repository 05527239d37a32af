import { authErrors } from '../auth/auth-errors.js';
import { answer, type Description } from '../common/openapi/describe.decorator.js';
import { resource, text } from '../common/openapi/schema.js';
import { TOO_COMMON } from './password-fault.js';
import { type passwordResetResponse } from './password-resets.responses.js';
import { passwordUnfit } from './user-errors.js';

const PasswordReset = resource<ReturnType<typeof passwordResetResponse>>(
  'PasswordReset',
  'The password is a new one.',
  { message: text },
  {
    message: 'Password set successfully. All your logins have ended; log in with the new password.',
  },
);

/** What the document says of setting a password that was lost. */
export const passwordResetsDocs = {
  reset: {
    summary: 'Set a new password with a token',
    description:
      'The token comes from whoever runs the server (`npm run users:reset-password`). It serves ' +
      'once; all logins of the operator end, and every other token of theirs stops.',
    example: {
      token: 'dGhpcyBpcyBhIHJlc2V0IHRva2VuIHRoYXQgaXMgbm9uZQ',
      new_password: 'embe tano za kijani',
    },
    answers: [answer(200, 'The password is set.', PasswordReset)],
    errors: [authErrors.resetTokenInvalid(), passwordUnfit('new_password', TOO_COMMON)],
  },
} as const satisfies Record<string, Description>;
