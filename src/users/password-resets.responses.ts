import { message } from '../common/openapi/response.js';

/** `POST /users/reset-password/` */
export const PasswordResetResponse = message(
  'PasswordReset',
  'The password is a new one.',
  'Password set successfully. All your logins have ended; log in with the new password.',
);

/** `POST /users/forgot-password/`: the same whether or not there is such an account. */
export const PasswordMailResponse = message(
  'PasswordMail',
  'A mail is on its way, if there is somebody to send it to.',
  'If there is such an account, a mail with a link to set a new password is on its way to its ' +
    'e-mail address.',
);
