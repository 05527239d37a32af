/** `POST /users/reset-password/` */
export const passwordResetResponse = () => ({
  message: 'Password set successfully. All your logins have ended; log in with the new password.',
});
