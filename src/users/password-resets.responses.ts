/** `POST /users/reset-password/` */
export const passwordResetResponse = () => ({
  message: 'Password set successfully. All your logins have ended; log in with the new password.',
});

/** `POST /users/forgot-password/`: the same whether or not there is such an account. */
export const passwordMailResponse = () => ({
  message:
    'If there is such an account, a mail with a link to set a new password is on its way to its ' +
    'e-mail address.',
});
