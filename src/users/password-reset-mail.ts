import { type Secret } from '../common/crypto/secret.js';
import { type Mail } from '../mail/mailer.js';

/**
 * The page where a token is used. The token is in the fragment, which browsers do not send, so that no
 * proxy logs it.
 */
export const passwordResetLink = (publicUrl: string, token: Secret): string =>
  `${publicUrl}/reset-password/#token=${token.reveal()}`;

/** The mail with the link. */
export const passwordResetMail = (
  { username, email }: { readonly username: string; readonly email: string },
  token: Secret,
  publicUrl: string,
): Mail => ({
  to: email,
  subject: 'Set a new password',
  text: `Somebody, most likely you, asked for a new password for the account ${username} at ${publicUrl}.

Set one within an hour:

${passwordResetLink(publicUrl, token)}

If it was not you, do nothing: the password stays as it is, and the link stops by itself.
`,
});
