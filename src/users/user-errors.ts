import { ApiError, invalidFields, notFound } from '../common/errors/api-error.js';

/** Someone has that user name. */
export const usernameTaken = (): ApiError =>
  invalidFields({ username: ['This user name is taken. Choose another one.'] });

/** Nobody may register over the API (any more); says nothing about the request itself. */
export const registrationClosed = (): ApiError =>
  new ApiError(
    403,
    'registration_closed',
    'Registration is closed on this server. Ask whoever runs it for an account: ' +
      'they make one with npm run users:create.',
  );

/** The server has no way to send mail. */
export const passwordMailUnavailable = (): ApiError =>
  notFound(
    'password_mail_unavailable',
    'This server sends no mail. Ask whoever runs it for a token to set a new password: they make ' +
      'one with npm run users:reset-password.',
  );

/** 400, not 401, which would tell the client that its token is bad. */
export const wrongOldPassword = (): ApiError =>
  invalidFields({ old_password: ['The old password is wrong.'] });

/** A password that will not do. @param fault as the rest of a sentence that begins with the field */
export const passwordUnfit = (field: string, fault: string): ApiError =>
  invalidFields({ [field]: [`${field} ${fault}`] });
