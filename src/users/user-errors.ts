import { ApiError, invalidFields, notFound } from '../common/errors/api-error.js';

/** The user name is taken. */
export const usernameTaken = (): ApiError =>
  invalidFields({ username: ['This user name is taken. Choose another one.'] });

/** Registration is closed, whatever the request. */
export const registrationClosed = (): ApiError =>
  new ApiError(
    403,
    'registration_closed',
    'Registration is closed on this server. Ask whoever runs it for an account: ' +
      'they make one with npm run users:create.',
  );

/** The server cannot send mail. */
export const passwordMailUnavailable = (): ApiError =>
  notFound(
    'password_mail_unavailable',
    'This server sends no mail. Ask whoever runs it for a token to set a new password: they make ' +
      'one with npm run users:reset-password.',
  );

/** 400, not 401, which would tell the client that its token is bad. */
export const wrongOldPassword = (): ApiError =>
  invalidFields({ old_password: ['The old password is wrong.'] });

/** An invalid password. @param fault the rest of a sentence that starts with the field */
export const passwordUnfit = (field: string, fault: string): ApiError =>
  invalidFields({ [field]: [`${field} ${fault}`] });

/** The operator has no such login, or it has ended. */
export const sessionNotFound = (): ApiError =>
  notFound('session_not_found', 'There is no such login, or it has ended.');
